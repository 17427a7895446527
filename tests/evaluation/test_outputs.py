"""Every output is written from the one report: complete, alike each time, and safe whatever the letter holds."""

import re
from html.parser import HTMLParser
from xml.etree.ElementTree import fromstring

import pytest

from imr_llm.evaluation.cost import Cost
from imr_llm.evaluation.diff import compare
from imr_llm.evaluation.gates import Gates, held_against
from imr_llm.evaluation.readers import ReadThrice, readers
from imr_llm.evaluation.render.github import render_github
from imr_llm.evaluation.render.html import render_html
from imr_llm.evaluation.render.junit import render_junit
from imr_llm.evaluation.render.markdown import escaped, render_markdown
from imr_llm.evaluation.render.table import render_table
from imr_llm.evaluation.report import Mark
from imr_llm.evaluation.scoring import judge
from imr_llm.evaluation.trust import Trusted, trust
from imr_llm.evaluation.verdict import conclude
from tests.evaluation.factories import facts, issue, report

HOSTILE = "x<script>alert(1)</script>\"'>&amp; | `a` [l](http://h.example) @everyone\n::error::gone %0A </style>"
LABEL = facts(diagnoses=("gout", HOSTILE))
WRONG = facts(diagnoses=("gout", "asthma"), issues=(issue(1), issue(2, decision="upheld")))
TEXT = f"Diagnosed with gout and {HOSTILE}. Upheld."


def full(predicted=WRONG):
    """A report with every part: gates, a comparison, trust, cost, and a letter with text and marks."""
    found = report(("hostile <b> letter", LABEL, predicted), ("good", LABEL, LABEL))
    first = found.letters[0].model_copy(
        update={
            "text": TEXT,
            "marks": (
                Mark(start=15, end=19, pointer="/diagnoses/0"),
                Mark(start=10, end=24, pointer="/injury/mechanism"),
                Mark(start=0, end=len(TEXT), pointer="/issues/0/rationale"),
                Mark(start=15, end=19, pointer="/worker/age_years"),
            ),
        }
    )
    found = found.model_copy(update={"letters": (first, *found.letters[1:])})
    comparison = compare(report(("hostile <b> letter", LABEL, LABEL), ("good", LABEL, LABEL)), found)
    gates = held_against(
        Gates(fields={"diagnoses": 0.99, "worker.sex": 0.5}, summaries={"en": {"verified": 1.0}}), found
    )
    return found.model_copy(
        update={
            "comparison": comparison,
            "gates": gates,
            "trust": trust([Trusted(field="/diagnoses", standing="agreed", reviewed=True, right=True)], [True, False]),
            "readers": readers([ReadThrice(judge(LABEL, predicted), judge(LABEL, WRONG), judge(LABEL, predicted))]),
            "cost": Cost(requests=2, prompt_tokens=300, completion_tokens=20, money=0.5),
            "verdict": conclude(found, gates, comparison),
        }
    )


RENDERERS = {
    "table": render_table,
    "markdown": render_markdown,
    "junit": render_junit,
    "github": render_github,
    "html": render_html,
    "json": lambda found: found.to_json(),
}


@pytest.mark.parametrize("name", RENDERERS)
def test_alike_each_time_and_with_the_verdict(name):
    render = RENDERERS[name]
    words = render(full())
    assert words == render(full())
    assert words.endswith("\n")
    if name != "junit":
        assert "FAIL" in words


class Page(HTMLParser):
    """The elements of a page, its ids, its links, and what does not nest."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.links, self.open, self.words = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        assert not [name for name in given if name.startswith("on") or name in {"src", "style"}]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, _attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


class TestHtml:
    def test_is_one_page_that_runs_and_loads_nothing(self):
        page = Page(render_html(full()))
        assert page.open == []
        assert not {"script", "img", "link", "iframe", "object", "form", "b"} & set(page.tags)
        assert all(link.startswith("#") for link in page.links)
        assert {link[1:] for link in page.links} <= set(page.ids)
        assert len(page.ids) == len(set(page.ids))

    def test_the_text_stands_whole_with_every_proof_marked(self):
        text = render_html(full())
        body = re.search(r'<div class="text" lang="en">(.*?)</div>', text, re.DOTALL)[1]
        assert "".join(Page(body).words) == TEXT
        marks = re.findall(r'<mark class="(\w+)" title="([^"]*)">', body)
        # Where proofs overlap, the stretch names them all, and looks like the worst of them.
        assert ("right", "age in years, diagnoses, how it happened, rationale") in {
            (look, ", ".join(sorted(title.split(", ")))) for look, title in marks
        }
        assert {look for look, _ in marks} == {"right", "other"}

    def test_label_stands_beside_prediction_errors_first(self):
        text = render_html(full())
        rows = re.findall(r'<span class="(right|wrong)">(\w+)</span>', text)
        assert [look for look, _ in rows[:3]] == ["wrong"] * 3
        assert text.index("hostile &lt;b&gt; letter") < text.index(">good<")

    def test_bars_have_figures_beside_them(self):
        text = render_html(full())
        assert text.count("<svg") == text.count('aria-hidden="true"') > 0
        assert 'lang="en"' in text
        assert "prefers-color-scheme: dark" in text


class TestMarkdown:
    def test_the_verdict_is_on_top(self):
        assert render_markdown(full()).startswith("## FAIL: ")

    def test_nothing_of_a_letter_is_markup(self):
        text = render_markdown(full())
        assert "<script>" not in text.replace("\\<script\\>", "")
        assert "@everyone" not in text
        rows = [line for line in text.splitlines() if line.startswith("| right to wrong")]
        assert rows
        assert all(len(re.split(r"(?<!\\)\|", row)) == 9 for row in rows)

    @pytest.mark.parametrize(
        ("words", "shown"), [("a|b", r"a\|b"), ("a\nb", "a b"), ("@a", "&#64;a"), ("&lt;", "&amp;lt;")]
    )
    def test_escaped(self, words, shown):
        assert escaped(words) == shown


def parsed(words):
    return fromstring(words.encode())  # noqa: S314  # our own words


class TestJunit:
    def test_counts_and_failures(self):
        root = parsed(render_junit(full()))
        suites = {suite.get("name"): suite for suite in root}
        assert (suites["gates"].get("tests"), suites["gates"].get("failures")) == ("3", "2")
        assert (suites["flips"].get("tests"), suites["flips"].get("failures")) == ("3", "3")
        assert (suites["letters"].get("tests"), suites["letters"].get("failures")) == ("2", "0")
        assert "correct" in suites["letters"].find("testcase/system-out").text

    def test_an_unreadable_labelled_letter_fails(self):
        found = full()
        letter = found.letters[0].model_copy(update={"state": "unreadable", "fault": "damaged"})
        bare = found.letters[1].model_copy(update={"state": "not_scored", "label_sha256": None})
        root = parsed(render_junit(found.model_copy(update={"letters": (letter, bare)})))
        assert root.find(".//testsuite[@name='letters']").get("failures") == "1"
        assert root.find(".//skipped").get("message") == "no label"


class TestGithub:
    def test_one_command_a_line_and_no_letter_text(self):
        lines = render_github(full()).splitlines()
        assert all(re.match(r"::(error|warning|notice) title=[^:]*::", line) for line in lines)
        assert lines[-1].startswith("::error title=eval::FAIL")
        assert not any("alert" in line or "asthma" in line for line in lines)

    def test_a_pass_is_a_notice(self):
        found = report(("a", LABEL, LABEL))
        assert render_github(found) == "::notice title=eval::PASS: a test\n"


def test_logs_hold_no_letter_text():
    for render in (render_junit, render_github):
        words = render(full())
        assert "alert(1)" not in words
        assert "asthma" not in words


def test_a_scripts_answers_are_not_called_a_models():
    found = full()
    head = found.head.model_copy(update={"readers": "rules and llm", "answered_by": ("a script (no model)",)})
    for render in (render_table, render_markdown, render_html):
        assert "No model answered" in render(found.model_copy(update={"head": head}))
    model = head.model_copy(update={"answered_by": ("some-model on 2026-01-01",), "a_model_answered": True})
    words = render_table(found.model_copy(update={"head": model}))
    assert "some-model on 2026-01-01" in words
    assert "No model answered" not in words
