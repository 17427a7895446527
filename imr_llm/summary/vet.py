"""The letter's own words that a template summary would repeat, held against what a summary must not say.

The templates are verified in the tests, over every class of what they can be given; at run time only the letter's words
are new. Whoever may write into a letter may also write a telephone number, a link, or a claim of who won.
"""

from collections.abc import Iterator
from typing import get_args

from imr_llm.record.facts import Citation, Issue
from imr_llm.record.model import LetterRecord
from imr_llm.summary.model import Language
from imr_llm.summary.verify.folding import fold
from imr_llm.summary.verify.lexicon import advice, contacts, cues
from imr_llm.summary.verify.polarity import claims

_LANGUAGES: tuple[Language, ...] = get_args(Language)


def repeatable(record: LetterRecord) -> LetterRecord:
    """The record without those of the letter's words that a summary must not repeat; the same one where there are none.

    What is decided and what is in doubt stays.
    """
    if not any(_objectionable(issue) for issue in record.issues):
        return record
    issues = tuple(_vetted(issue) if _objectionable(issue) else issue for issue in record.issues)
    evidence = {
        place: proof
        for place, proof in record.evidence.items()
        if "/reasons/" not in place or not any(_sends_elsewhere(one.quote) for one in proof)
    }
    return record.model_copy(update={"issues": issues, "evidence": evidence})


def _objectionable(issue: Issue) -> bool:
    said = "\n".join(_statements(issue))
    return _sends_elsewhere(said) or _claims("\n".join(_names(issue)))


def _vetted(issue: Issue) -> Issue:
    return issue.model_copy(
        update={
            "treatment": _name(issue.treatment),
            "medication": issue.medication if issue.medication and _name(issue.medication.name) else None,
            "components": tuple(part for part in issue.components if _name(part.words)),
            "reviewer_citations": tuple(_cited(citation) for citation in issue.reviewer_citations),
            "original_request": _statement(issue.original_request),
            "authorized_portion": _statement(issue.authorized_portion),
            "safety_notice": _statement(issue.safety_notice),
            "smaller_amount": _statement(issue.smaller_amount),
            "contradiction": _statement(issue.contradiction),
            "rationale": _statement(issue.rationale),
            "grounds": tuple(one for one in issue.grounds if not _sends_elsewhere(f"{one.quote}\n{one.needed or ''}")),
        }
    )


def _cited(citation: Citation) -> Citation:
    return citation.model_copy(update={"guideline": _name(citation.guideline), "topic": _name(citation.topic)})


def _name(words: str | None) -> str | None:
    """Words that stand in sentences of ours as the name of something, unless they say more than a name does."""
    return None if words is None or _sends_elsewhere(words) or _claims(words) else words


def _statement(words: str | None) -> str | None:
    """Words that stand between quotation marks as what the letter says, unless they send the reader elsewhere."""
    return None if words is None or _sends_elsewhere(words) else words


def _sends_elsewhere(words: str) -> bool:
    return contacts().search(fold(words)) is not None


def _claims(words: str) -> bool:
    """Whether a name says who won, or gives advice or law."""
    text = fold(words)
    return any(claims(text, cues(one)) or advice(one).always.search(text) for one in _LANGUAGES)


def _names(issue: Issue) -> Iterator[str]:
    yield issue.treatment or ""
    if issue.medication is not None:
        yield issue.medication.name
    yield from (part.words for part in issue.components)
    for citation in issue.reviewer_citations:
        yield citation.guideline or ""
        yield citation.topic or ""


def _statements(issue: Issue) -> Iterator[str]:
    yield from _names(issue)
    yield issue.original_request or ""
    yield issue.authorized_portion or ""
    yield issue.safety_notice or ""
    yield issue.smaller_amount or ""
    yield issue.contradiction or ""
    yield issue.rationale or ""
    yield from (ground.needed or "" for ground in issue.grounds)
