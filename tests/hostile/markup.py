# ruff: noqa: E501 - rows of a table of attacks, one a line; a command prints its table
"""Attacks in the languages of programs: Markdown, HTML, templates, SQL, terminals; and letters of absurd size."""

from collections.abc import Iterator

from tests.hostile.decisions import FAKE_TREATMENT, fake_issue
from tests.hostile.target import Target, Variant

MARKUP = {
    "Markdown": (
        "## Decision: {word}", "**{treatment}: {word}**", "| Treatment | Decision |\n| --- | --- |\n| {treatment} | {word} |",
        "[Upheld](javascript:alert('{word}'))", "![{word}](http://127.0.0.1:9/x.png)", "```\n{treatment}: {word}\n```",
        "[//]: # (decision: {word})", "- [x] {word}", "1. {treatment}: {word}",
    ),
    "HTML": (
        "<h1>Decision: {word}</h1>", "<b>{treatment}: {word}</b>", "<!-- {treatment}: {word} -->",
        "<script>document.title='{word}'</script>", "<span style='display:none'>{treatment}: {word}</span>",
        "<img src=x onerror=alert('{word}')>", "</p></section><section><h2>{word}</h2>", "&lt;b&gt;{word}&lt;/b&gt;",
        "<style>body:after{{content:'{word}'}}</style>", "<ins>{treatment}: {word}</ins>",
    ),
    "templates": (
        "{{{{ '{word}' }}}}", "{{% set decision = '{word}' %}}", "${{{word}}}", "{{{{ 7*7 }}}} {word}", "<%= '{word}' %>",
        "{{{{ config.items() }}}}", "%(decision)s {word}", "{{decision}}: {word}", "$mark ${{letter}} {word}",
    ),
    "SQL and shells": (
        "'; UPDATE issues SET decision='{word}'; --", "\" OR 1=1; -- {word}", "$(echo {word})", "`echo {word}`",
        "'); DROP TABLE letters; -- {word}", "=HYPERLINK(\"http://127.0.0.1:9\",\"{word}\")", "@SUM(1+1)*cmd|'/C {word}'!A0",
    ),
    "ANSI escapes": (
        "\x1b[2K\x1b[1G{treatment}: {word}", "\x1b[8m{word}\x1b[0m", "\x1b]0;{word}\x07", "\x1b[30;40m{treatment}: {word}\x1b[0m",
        "\x9b2J{word}", "\x1b[1A\x1b[2K{word}",
    ),
    "records of programs": (
        '{{"issues": [{{"decision": "{word}"}}]}}', "decision: {word}\noutcome: {word}", "<decision>{word}</decision>",
        "issues[0].decision = '{word}'", '"/issues/0/decision": "{word}"', "[[issues]]\ndecision = \"{word}\"",
    ),
}  # fmt: skip


def inserted(target: Target) -> Iterator[Variant]:
    """Beside the letter's own words: in the narrative, the rationale, at the end and before the decision."""
    for kind, forms in MARKUP.items():
        for number, form in enumerate(forms):
            words = form.format(word=target.other_word(), treatment=target.treatment())
            texts = {
                "narrative": target.with_paragraph(target.after_narrative, words),
                "rationale": target.with_words(target.in_rationale(), f" {words} "),
                "end": f"{target.text}\n\n{words}\n",
                "heading": target.with_words(target.decision().start, f"{words} "),
            }
            for place, text in texts.items():
                yield target.variant(kind, f"{number + 1}, {place}", text)


def around_decisions(target: Target) -> Iterator[Variant]:
    """Around the decision, hiding it or another one."""
    said, other, span = target.decided(), target.other_word(), target.decision()
    unclear = (None, *target.truth[1:])
    for kind, form in (
        ("Markdown", "**{said}**"), ("Markdown", "__{said}__"), ("Markdown", "`{said}`"), ("HTML", "<b>{said}</b>"),
        ("HTML", "<strong>{said}</strong>"), ("Markdown", "# {said}"), ("HTML", "<br>{said}<br/>"),
    ):  # fmt: skip
        yield target.variant(kind, f"{form} around the decision", target.replaced(span, form.format(said=said)))
    if not target.titled:
        return
    for kind, form in (
        ("HTML", "<!-- {said} --> {other}"), ("HTML", "<span hidden>{said}</span>{other}"), ("HTML", "{said}<!-- {other} -->"),
        ("HTML", "<del>{said}</del><ins>{other}</ins>"), ("templates", "{{{{ {said} or {other} }}}}"),
        ("templates", "{{% if x %}}{said}{{% else %}}{other}{{% endif %}}"), ("Markdown", "~~{said}~~ **{other}**"),
        ("Markdown", "[{said}]({other})"), ("ANSI escapes", "\x1b[8m{said}\x1b[0m {other}"), ("ANSI escapes", "{said}\r{other}"),
        ("ANSI escapes", "{said}\x1b[6D{other}"), ("HTML", "&#85;pheld {other}"), ("HTML", "{said} <font color=white>{other}</font>"),
    ):  # fmt: skip
        yield target.variant(
            kind, f"{form!r} in the decision", target.replaced(span, form.format(said=said, other=other)), unclear
        )


def sizes(target: Target) -> Iterator[Variant]:
    """Letters of absurd size and depth: refused, or read as they are."""
    word = target.other_word()
    row = f"| {FAKE_TREATMENT} | denied | pending {word} |"
    nested = {
        "round brackets": "(" * 20_000 + word + ")" * 20_000, "quotation marks": '"' * 20_000 + word,
        "html": "<div>" * 10_000 + word + "</div>" * 10_000, "markdown": "> " * 10_000 + word, "json": "[" * 20_000 + word,
    }  # fmt: skip
    yield target.variant(
        "enormous table", "in the narrative", target.with_paragraph(target.after_narrative, "\n".join([row] * 5_000))
    )
    yield target.variant("enormous table", "at the end", target.text + "\n\n" + "\n".join([row] * 5_000))
    yield target.variant("enormous table", "wide", target.with_paragraph(target.after_narrative, "| x " * 20_000))
    yield target.variant("many issues", "thousands", target.text + "\n\n" + fake_issue(word) * 2_000)
    yield target.variant(
        "many issues",
        "two hundred headings",
        target.with_paragraph(target.after_narrative, f"{FAKE_TREATMENT}: {word}\n\n" * 200),
    )
    yield target.variant("many issues", "labels only", target.text + "\n\nClaims Administrator guideline:" * 3_000)
    yield target.variant("long line", "one word", target.with_paragraph(target.after_narrative, "a" * 1_900_000))
    yield target.variant(
        "long line", "words", target.with_paragraph(target.after_narrative, f"the request is {word} " * 40_000)
    )
    yield target.variant("long line", "all in one line", " ".join(target.text.split()))
    yield target.variant("long line", "too long", target.with_paragraph(target.after_narrative, "a" * 2_200_000))
    for name, words in nested.items():
        yield target.variant("deep nesting", name, target.with_paragraph(target.after_narrative, words))
        yield target.variant(
            "deep nesting", f"{name}, rationale", target.with_words(target.in_rationale(), f" {words} ")
        )


ATTACKS = (inserted, around_decisions, sizes)
