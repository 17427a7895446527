"""Faults planted in real template summaries are all found, with the right kind; untouched summaries pass."""

from collections import Counter
from itertools import islice

import pytest

from imr_llm.summary.model import FindingKind, Language, Section
from imr_llm.summary.verify import verify
from imr_llm.summary.verify.folding import fold
from imr_llm.summary.verify.lexicon import cues
from imr_llm.summary.verify.polarity import claims
from tests.summary.factories import RECORDS, every_reason, write
from tests.summary.verify.letters import LANGUAGES, NAMES, letter, summary
from tests.summary.verify.mutations import PLANTS, planted

# Faults of one kind in one letter: enough to meet every place where they can be planted, few enough to be quick.
MOST = 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_untouched_summaries_of_letters_pass(name: str, language: Language) -> None:
    assert verify(letter(name), summary(name, language), language) == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RECORDS)
def test_untouched_summaries_of_written_records_pass(name: str, language: Language) -> None:
    assert verify(RECORDS[name], write(RECORDS[name], language), language) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_in_every_category_passes(language: Language) -> None:
    for record in every_reason():
        assert verify(record, write(record, language), language) == (), record.issues[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PLANTS)
def test_planted_faults_are_found(kind: str, language: Language) -> None:
    missed = []
    count = 0
    for name in NAMES:
        record, sections = letter(name), summary(name, language)
        for fault in islice(planted(kind, record, sections, language), MOST):
            count += 1
            if not {finding.kind for finding in verify(record, fault.sections, language)} & fault.kinds:
                missed.append((name, fault.name))
    assert missed == []
    assert count >= 5, "the written letters have too little room for this kind of fault"


def test_there_are_sixty_faults_of_each_language() -> None:
    counted: Counter[Language] = Counter()
    for language in LANGUAGES:
        for name in NAMES[:6]:
            for kind in PLANTS:
                counted[language] += sum(1 for _ in planted(kind, letter(name), summary(name, language), language))
    assert min(counted.values()) >= 60


def decisions(section: Section, language: Language) -> list[int]:
    """The places of sentences that say who won."""
    return [
        place
        for place, sentence in enumerate(section.sentences)
        if any(not claim.news for claim in claims(fold(sentence.text), cues(language)))
    ]


MIXED = [name for name in NAMES if len({issue.decision for issue in letter(name).issues}) == 2]


@pytest.mark.parametrize("with_basis", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MIXED)
def test_another_treatments_opposite_decision_is_found(name: str, language: Language, with_basis: bool) -> None:
    """The words of one treatment's decision in the place of another's that was decided the other way."""
    record, sections = letter(name), summary(name, language)
    by_id = {section.id: section for section in sections}
    swapped = 0
    for one in record.issues:
        for other in record.issues:
            if one.decision == other.decision:
                continue
            here, there = by_id[f"treatment-{one.number}"], by_id[f"treatment-{other.number}"]
            for place in decisions(here, language):
                for source in decisions(there, language):
                    words = there.sentences[source]
                    changes = {"text": words.text, "message": None} | ({"basis": words.basis} if with_basis else {})
                    sentences = list(here.sentences)
                    sentences[place] = sentences[place].model_copy(update=changes)
                    faulty = here.model_copy(update={"sentences": tuple(sentences)})
                    findings = verify(
                        record, tuple(faulty if section is here else section for section in sections), language
                    )
                    assert FindingKind.WRONG_POLARITY in {finding.kind for finding in findings}
                    swapped += 1
    assert swapped
