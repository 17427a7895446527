import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.letter.clean import clean
from imr_llm.letter.model import CleanText, IssueSection, Letter
from imr_llm.pipeline import extract
from imr_llm.rules.decision.closing_sentence import CLOSINGS, closing_decision
from imr_llm.rules.decision.heading import read_decision
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.treatment.headings import read_heading
from imr_llm.text.patterns import Ruleset, backtracking
from imr_llm.text.spans import Span
from tests.letter.written_forms import TWO, early

UPHELD = (
    "Therefore, the request is not medically necessary.",
    "The requested brace was not medically necessary.",
    "As such, the request is not-medically necessary.",
    "The program is notmedically necessary and appropriate.",
    "The request for twelve visits is not medically neccessary.",
    "The gym membership is non-medically necessary.",
    "The request is not a medical necessity to the worker at this time.",
    "The walker is not, in my opinion, medically necessary.",
    "The request is determined to not be medically necessary.",
    "It is deemed not to be medically necessary, on the records provided.",
    "The requested ointment is not seen as medically necessary.",
    "The study does not appear to be medically necessary.",
    "The request cannot be considered medically necessary.",
    "The request can not be deemed reasonable and medically necessary.",
    "The request isn't medically necessary.",
    "The request is medically unnecessary.",
    "Medical necessity has not been established.",
    "The medical necessity of this request is not established.",
    "The medical necessity of the MRI, in the absence of red flags, has not been shown.",
    "Medical necessity for the brace cannot be affirmed.",
    "Medical necessity of the injection is unclear.",
    "The request fails to meet medical necessity.",
    "The records do not support the medical necessity of the request.",
    "The documentation is insufficient to establish medical necessity.",
    "The request lacks medical necessity.",
    "There is no medical necessity for the device.",
    "The request is not supported by the guidelines, as such the request is not necessary.",
    "Therefore, the request is not certified.",
    "The request is therefore non-certified.",
    "The request for a topical cream is not recommended.",
    "As such, the request would not be supported.",
    "As the surgery is not medically necessary, the assistant is not medically necessary either.",
    "Since the surgery is not medically necessary, none of the associated services are medically necessary.",
    "Neither of the two studies is medically necessary.",
    "The records do not demonstrate that the request is medically necessary.",
    "It cannot be concluded that the treatment is medically necessary.",
    "Therefore, the denial is upheld.",
    # The verdict stands before further remarks.
    "The request is not medically necessary. Six visits were given last year without a note of benefit.",
    "The request is not medically necessary. If new findings appear, a study may be medically necessary.",
    "The request is not medically necessary. However, a shorter trial would be reasonable.",
    "The request is not medically necessary.\nNever stop suddenly. The worker is advised to speak with a doctor.",
)
OVERTURNED = (
    "Therefore, the request is medically necessary.",
    "The request was medically necessary.",
    "For these reasons, both studies are medically necessary.",
    "The repair with a cold pack is medically necessary and appropriate.",
    "The request is determined to be medically necessary.",
    "The request is considered reasonable and medically necessary.",
    "The request appears medically necessary.",
    "The chair is a medical necessity for this worker.",
    "Medical necessity has been established.",
    "The medical necessity of this request is supported.",
    "The record supports the medical necessity of the request.",
    "The request meets the criteria for medical necessity.",
    "The request is therefore certified.",
    "Therefore, the requested therapy is supported.",
    "The use of the stand is felt to be compatible with the goals of early treatment.",
    "Therefore, the utilization review decision is overturned.",
    # Negatives that decide nothing.
    "The notes do not indicate that pain medication is reduced. As such, the request is medically necessary.",
    "Conservative care has not failed, yet the tear is complete. The request is medically necessary.",
    "While the worker has not had an injection, the surgery is medically necessary.",
    "The reviewer's denial was not supported by the notes. Therefore, the request is medically necessary.",
    "The request is medically necessary. It should not be taken as a licence for refills.",
    # A ground, then the conclusion.
    "Medical necessity has not been established. Therefore, the request is medically necessary.",
)
NOTHING = (
    "An MRI is medically necessary when red flags are present.",
    "If nerve signs appear, the study is medically necessary.",
    "The study may be medically necessary later on.",
    "Utilization review found that the request was not medically necessary.",
    "The claims administrator determined that therapy is medically necessary for two weeks only.",
    "The guidelines state that imaging is not medically necessary in the first month.",
    "It is unclear whether the request is medically necessary.",
    "Six visits were authorized earlier.",
    "The request was authorized by the claims administrator.",
    "The request is not denied.",
    "There is no doubt that the request is medically necessary.",
    "The MRI request is medically necessary. The request is not medically necessary.",
    "The worker needs help.",
    "Pain is not reduced and therapy goes on.",
)


def _text(words: str) -> CleanText:
    return clean(Letter("letter.txt", "", words))


def _closing(words: str) -> str | None:
    text = _text(words)
    found = closing_decision(text, Span(0, len(text.text)))
    if found is None:
        return None
    assert 0 <= found[1].start < found[1].end <= len(text.text)
    return found[0]


@pytest.mark.parametrize("words", UPHELD)
def test_closing_that_keeps_the_denial(words: str) -> None:
    assert _closing(words) == "upheld"


@pytest.mark.parametrize("words", OVERTURNED)
def test_closing_that_reverses_the_denial(words: str) -> None:
    assert _closing(words) == "overturned"


@pytest.mark.parametrize("words", NOTHING)
def test_sentence_that_closes_nothing(words: str) -> None:
    assert _closing(words) is None


@pytest.mark.parametrize(
    "filler", ["", "The guidelines ask for a trial of six visits over two weeks. " * 12, "Pain was noted. " * 40]
)
@pytest.mark.parametrize(("words", "decision"), [(UPHELD[0], "upheld"), (OVERTURNED[0], "overturned")])
def test_what_stands_before_the_closing_changes_nothing(filler: str, words: str, decision: str) -> None:
    assert _closing(filler + words) == decision


def test_a_decision_far_above_the_end_is_no_closing() -> None:
    assert _closing("The request is medically necessary. " + "Pain was noted at the visit. " * 12) is None


SUBJECTS = st.sampled_from(
    ["the request", "the requested brace", "the MRI of the left knee", "physical therapy 2x4, eight visits,"]
)
OPENINGS = st.sampled_from(["Therefore, ", "As such, ", "Given the above, ", "Based on the records provided, ", ""])
VERBS = st.sampled_from(["is", "was", "are", "is deemed", "is considered", "is felt to be", "is determined to be"])
ENDINGS = st.sampled_from(
    ["", " and appropriate", " at this time", ", per the documentation", " in the care of this worker"]
)


@given(OPENINGS, SUBJECTS, VERBS, ENDINGS)
def test_a_negation_turns_every_closing_round(opening: str, subject: str, verb: str, ending: str) -> None:
    first, _, rest = verb.partition(" ")
    for before, after in ((f"{verb} not", ""), (f"{first} not {rest}".strip(), "")):
        assert _closing(f"{opening}{subject} {before} {after}medically necessary{ending}.") == "upheld"
    assert _closing(f"{opening}{subject} {verb} medically necessary{ending}.") == "overturned"


@given(st.text(alphabet=st.sampled_from("is not medically necessary. ,;Tthe request\n"), max_size=300))
def test_any_text_is_read_without_a_fault(words: str) -> None:
    assert _closing(words or ".") in ("upheld", "overturned", None)


@pytest.mark.parametrize("words", [*UPHELD, *OVERTURNED, *NOTHING])
def test_both_engines_find_the_same(words: str) -> None:
    text = _text(words.replace("\n", " "))
    span = Span(0, len(text.text))
    both = [
        [(hit.rule.name, hit.match.span()) for hit in rules.find(text.lower, span)]
        for rules in (Ruleset(CLOSINGS), Ruleset(CLOSINGS, backtracking))
    ]
    assert both[0] == both[1]


@pytest.mark.parametrize("rule", CLOSINGS, ids=lambda rule: rule.name)
def test_a_literal_stands_in_every_match(rule: object) -> None:
    assert isinstance(rule, type(CLOSINGS[0]))
    for words in (*UPHELD, *OVERTURNED, *NOTHING):
        if re.search(rule.pattern, words.lower()):
            assert any(literal in words.lower() for literal in rule.literals)


def _read(heading: str, rationale: str) -> tuple[str | None, Proofs]:
    text = _text(f"{heading}\n\n{rationale}")
    at = text.text.index("\n")
    section = IssueSection(Span(0, at), None, None, Span(at + 1, len(text.text)))
    proofs = Proofs(text)
    return read_decision(text, read_heading(text, section), section, "/issues/0", proofs), proofs


def test_a_heading_and_a_closing_that_agree() -> None:
    decision, proofs = _read("MRI of the knee: Upheld", "The request is not medically necessary.")
    assert decision == "upheld"
    assert [place.quote for place in proofs.evidence["/issues/0/decision"]] == ["Upheld"]
    assert [(check.verdict, check.against) for check in proofs.checks] == [("agree", "closing_sentence")]
    assert proofs.needs_review == []


def test_a_closing_that_contradicts_the_heading_goes_to_a_person() -> None:
    decision, proofs = _read("MRI of the knee: Overturned", "The request is not medically necessary.")
    assert decision == "overturned"
    assert [(item.field, item.state) for item in proofs.needs_review] == [("/issues/0/decision", "disputed")]
    assert proofs.checks[0].elsewhere == "upheld"


def test_a_heading_without_a_decision_is_not_guessed_from_the_closing() -> None:
    decision, proofs = _read("MRI of the knee", "The request is not medically necessary.")
    assert decision is None
    assert [(item.field, item.state) for item in proofs.needs_review] == [("/issues/0/decision", "not_readable")]
    assert "/issues/0/decision" not in proofs.evidence


def test_two_decision_words_are_suspicious() -> None:
    decision, proofs = _read(
        "MRI of the knee: Overturned: Upheld", "Pain was noted. The request is not medically necessary."
    )
    assert decision == "upheld"
    assert [item.state for item in proofs.needs_review] == ["suspicious"]


@pytest.mark.parametrize(("requests", "doubted"), [(TWO, False), (TWO[:1], True), (TWO[1:], True)])
def test_a_cover_letter_that_announces_both_ways_needs_both(requests, doubted):
    record = extract(Letter("written.txt", "0" * 64, early(requests, announced="PARTIALLY OVERTURN")))
    assert (("/issues", "disputed") in {(item.field, item.state) for item in record.needs_review}) is doubted
