import pytest

from imr_llm.evaluation.cost import Cost, Prices, priced, total
from imr_llm.evaluation.scoring import judge
from imr_llm.evaluation.summaries import must_say, summarized, summary_scores
from imr_llm.evaluation.trust import Standing, Trusted, trust, trusted
from imr_llm.letter.read import read
from imr_llm.pipeline import extract, summarize
from imr_llm.record.model import Check, ReviewItem
from imr_llm.summary.model import Finding, FindingKind
from tests.evaluation.record import CASES

SPLIT = CASES / "written_e_21_sleep_and_gaps.txt"


@pytest.fixture(scope="module")
def record():
    return extract(read(SPLIT))


class TestTrust:
    @pytest.mark.parametrize(
        ("verdict", "doubted", "standing", "reviewed"),
        [
            ("agree", "", Standing.AGREED, False),
            ("rules_only", "", Standing.ONE_READER, False),
            (None, "", Standing.ONE_READER, False),
            ("disagree", "/issues/0/decision", Standing.DISPUTED, True),
            ("ungrounded", "", Standing.DISPUTED, False),
            ("agree", "/issues/0/decision", Standing.REVIEW, True),
            ("agree", "/issues/0", Standing.REVIEW, True),
            ("agree", "/issues/0/decision/x", Standing.REVIEW, True),
            ("agree", "/issues/01", Standing.AGREED, False),
        ],
    )
    def test_standing_of_a_field(self, record, verdict, doubted, standing, reviewed):
        checks = (Check(field="/issues/0/decision", verdict=verdict),) if verdict else ()
        items = (ReviewItem(field=doubted, state="disputed", why="a test"),)
        told = record.model_copy(update={"checks": checks, "needs_review": items if doubted else ()})
        facts = record.facts()
        judgements = [it for it in judge(facts, facts) if it.pointer == "/issues/0/decision"]
        assert trusted(told, judgements) == (
            Trusted(field="/issues/*/decision", standing=standing, reviewed=reviewed, right=True),
        )

    def test_an_omitted_field_is_found_by_neither(self, record):
        facts = record.facts()
        empty = facts.model_copy(update={"diagnoses": ()})
        told = record.model_copy(update={"diagnoses": ()})
        found = [it for it in trusted(told, judge(facts, empty)) if it.field == "/diagnoses"]
        assert [(it.standing, it.right) for it in found] == [(Standing.SILENT, False)]

    def test_one_wrong_entry_makes_a_list_wrong(self, record):
        facts = record.facts()
        more = facts.model_copy(update={"diagnoses": (*facts.diagnoses, "gout")})
        (found,) = [it for it in trusted(record, judge(facts, more)) if it.field == "/diagnoses"]
        assert not found.right

    def test_rows_and_curve(self):
        def some(standing, right, wrong, reviewed=False):
            return [
                Trusted(field="/x", standing=standing, reviewed=reviewed, right=it)
                for it in [True] * right + [False] * wrong
            ]

        fields = some("agreed", 6, 0) + some("one reader only", 1, 1) + some("disputed", 0, 2, reviewed=True)
        found = trust(fields, [True, False, False, False])
        assert found.letters_sent.value == 0.25
        assert [(row.fields, row.right) for row in found.rows] == [(6, 6), (2, 1), (2, 0), (0, 0), (0, 0)]
        assert [point.coverage for point in found.curve] == [0.6, 0.8, 1.0, 1.0]
        assert [point.accuracy.value for point in found.curve] == [1.0, 0.875, 0.7, 0.7]
        assert (found.reviewed.value, found.wrong_reviewed.value) == (0.2, pytest.approx(2 / 3, abs=1e-6))


class TestSummaries:
    def test_a_template_says_what_must_be_said(self, record):
        label = record.facts()
        musts = list(must_say(label, record))
        assert sum(pointer.endswith("/decision") for pointer in musts) == len(label.issues)
        assert any(pointer.endswith("/authorized_portion") for pointer in musts)
        english, spanish = summarized(record, label, summarize)
        assert (english.language, spanish.language) == ("en", "es")
        for result in (english, spanish):
            assert result.said == result.must_say == len(musts)
            assert result.outcome == "right"
            assert result.findings == ()

    def test_a_sentence_left_out_is_missed(self, record):
        def without(told, language):
            summary = summarize(told, language)
            sections = tuple(
                section.model_copy(
                    update={"sentences": tuple(it for it in section.sentences if "/issues/0/decision" not in it.basis)}
                )
                for section in summary.sections
            )
            return summary.model_copy(update={"sections": sections})

        result, _ = summarized(record, record.facts(), without)
        assert result.said == result.must_say - 1

    def test_the_label_says_who_won(self, record):
        label = record.facts()
        turned = label.model_copy(
            update={"issues": tuple(it.model_copy(update={"decision": "overturned"}) for it in label.issues)}
        )
        assert summarized(record, turned, summarize)[0].outcome == "wrong"
        silent = record.model_copy(
            update={"needs_review": (ReviewItem(field="/issues/0/decision", state="disputed", why="a test"),)}
        )

        def withheld(told, language):
            return summarize(told, language).model_copy(update={"outcome": None})

        assert summarized(silent, label, withheld)[0].outcome == "withheld"

    def test_an_issue_that_was_not_found_cannot_be_said(self, record):
        fewer = record.model_copy(update={"issues": record.issues[1:]})
        assert None in list(must_say(record.facts(), fewer))

    def test_without_a_label_only_the_writing_is_scored(self, record):
        result, _ = summarized(record, None, summarize)
        assert (result.must_say, result.said, result.outcome) == (0, 0, None)
        (score, _) = summary_scores(summarized(record, None, summarize))
        assert (score.must_say.value, score.outcome_right.value) == (None, None)

    def test_template_and_llm_stand_apart(self, record):
        def by_llm(told, language):
            finding = Finding(kind=FindingKind.TOO_HARD, section="help", sentence=0, why="a test")
            return summarize(told, language).model_copy(update={"written_by": "llm", "findings": (finding,)})

        label = record.facts()
        scores = summary_scores([*summarized(record, label, summarize), *summarized(record, label, by_llm)])
        assert [(score.language, score.written_by) for score in scores] == [
            ("en", "llm"), ("en", "template"), ("es", "llm"), ("es", "template"),
        ]  # fmt: skip
        assert scores[0].findings == {"too_hard": 1}
        assert (scores[0].verified.value, scores[1].verified.value) == (0.0, 1.0)


def test_cost():
    one = priced(Cost(requests=1, prompt_tokens=1000, completion_tokens=100), Prices(prompt=2.0, completion=10.0))
    assert one.money == 0.003
    assert total([one, one]) == Cost(requests=2, prompt_tokens=2000, completion_tokens=200, money=0.006)
    assert total([Cost(requests=1)]).money is None
