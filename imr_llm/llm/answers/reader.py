"""The LLM's reading of a letter: the question that is asked, and what is believed of the answer."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from imr_llm.letter.model import SectionedLetter
from imr_llm.llm.answers.grounded import Grounder, UngroundedFact
from imr_llm.llm.answers.grounding import Source
from imr_llm.llm.answers.issue_facts import IssueGrounder
from imr_llm.llm.answers.letter_facts import ground_letter
from imr_llm.llm.endpoint.exchange import Question
from imr_llm.llm.questions.prompts import load
from imr_llm.llm.questions.responses import LetterAnswer, RecheckAnswer
from imr_llm.llm.redaction.redact import Redacted
from imr_llm.record.facts import Issue
from imr_llm.record.model import ISSUES, Reading
from imr_llm.text.spans import Span

# What every letter of these forms says in the same words, and no fact rests on. It is not paid for.
_BOILERPLATE = re.compile(
    r"HOW THE IMR FINAL DETERMINATION WAS MADE\n"
    r"|MAXIMUS Federal Services sent the complete case file to an expert reviewer\. ?"
    r"|He/she has no affiliation with the employer[^.\n]{0,120}\. ?"
    r"|He/she has been in active clinical practice for more than five years[^.\n]{0,120}\. ?"
    r"|The (?:\w+ )?[Rr]eviewer was (?:selected|chosen) (?:based on|for) his/her clinical experience[^.\n]{0,400}\.\s?"
    r"|He/she is familiar with governing laws and regulations[^.\n]{0,200}\.[ \n]?"
    r"|The expert reviewer developed the following clinical case summary[^:\n]{0,120}:\n?"
    r"|The Final Determination was based on decisions for the disputed items[^:\n]{0,60}:\n?"
)
# An answer of the size that a careful reader gives, and as much again: per letter and per issue, in tokens.
_TOKENS_A_LETTER, _TOKENS_AN_ISSUE, _MOST_TOKENS = 1_500, 900, 16_000
_TOKENS_A_DOUBT = 150
# Headings at least this alike are the same heading, misquoted.
_ALIKE = 85.0


@dataclass(frozen=True, slots=True)
class GroundedReading:
    """What is believed of an answer.

    `reading` numbers the issues as the letter does; `aligned` says which issue of the answer each is, null for one that
    the answer left out. An issue that the letter's parts do not have is among the `refused`, at `/issues`.
    """

    reading: Reading
    refused: tuple[UngroundedFact, ...]
    aligned: tuple[int | None, ...]


def letter_question(letter: SectionedLetter, sent: Redacted) -> Question[LetterAnswer]:
    """The question that `extract` asks about a letter, redacted or not."""
    prompt = load("extract")
    body = body_of(sent)
    return Question(
        prompt=prompt.reference,
        messages=prompt.render({"mark": mark_of(body), "letter": body}),
        response_model=LetterAnswer,
        max_tokens=min(_TOKENS_A_LETTER + _TOKENS_AN_ISSUE * max(1, len(letter.sections.issues)), _MOST_TOKENS),
    )


def recheck_question(sent: Redacted, doubts: Sequence[str]) -> Question[RecheckAnswer]:
    """The second question: the doubts of the first, one a line, numbered from 1."""
    prompt = load("recheck")
    body = body_of(sent)
    listed = "\n".join(f"{number}. {doubt}" for number, doubt in enumerate(doubts, start=1))
    return Question(
        prompt=prompt.reference,
        messages=prompt.render({"mark": mark_of(body), "letter": body, "doubts": listed}),
        response_model=RecheckAnswer,
        max_tokens=min(_TOKENS_A_LETTER + _TOKENS_A_DOUBT * len(doubts), _MOST_TOKENS),
    )


def body_of(sent: Redacted) -> str:
    """The text that travels: without the paragraphs that stand in every letter."""
    return _BOILERPLATE.sub("", sent.text).strip()


def mark_of(body: str) -> str:
    """The mark before and after the letter: 64 bits that depend on every character of it.

    Nobody can write a letter that holds its own mark, which would take some 2**64 tries, and the same letter gives the
    same request, so that a cache and a recorded exchange find it again.
    """
    return "letter " + hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()[:16]


def ground_answer(
    answer: LetterAnswer, letter: SectionedLetter, sent: Redacted, aligned: tuple[int | None, ...] | None = None
) -> GroundedReading:
    """What is believed of an answer, in the order of the letter's issues.

    `aligned` is given for a mended answer, whose issues were found before.
    """
    grounder = Grounder(letter, sent)
    if aligned is None:
        aligned = align([issue.heading for issue in answer.issues], letter)
    for place, told in enumerate(answer.issues):
        if place not in aligned:
            grounder.refuse(ISSUES, told.heading, "the letter has no such issue")
    facts = ground_letter(answer.facts, grounder)
    issues: list[Issue] = []
    for index, section in enumerate(letter.sections.issues):
        answered = aligned[index]
        if answered is None:
            issues.append(Issue(number=index + 1))
        else:
            issue = IssueGrounder(grounder, section, answer.issues[answered], f"/issues/{index}")
            issues.append(issue.issue(index + 1))
    reading = Reading(by="llm", facts=facts.model_copy(update={"issues": tuple(issues)}), evidence=grounder.evidence)
    return GroundedReading(reading, tuple(grounder.refused), aligned)


def align(headings: Sequence[str], letter: SectionedLetter) -> tuple[int | None, ...]:
    """For each issue of the letter, which heading of an answer is its own; null where there is none.

    A heading belongs to the first free issue whose own heading holds it, or, as where a rationale repeats a list's item
    and decides it, to the one whose own heading it holds; one that was misquoted, to the free issue whose heading it is
    most like.
    """
    printed = [_words(letter, issue.heading) for issue in letter.sections.issues]
    aligned: list[int | None] = [None] * len(printed)
    left: list[int] = []
    sources = [Source(words) for words in printed]
    for place, heading in enumerate(headings):
        held = (
            index for index, source in enumerate(sources) if aligned[index] is None and source.ground(heading).spans
        )
        index = next(held, None)
        if index is None:
            left.append(place)
        else:
            aligned[index] = place
    for place in left:
        free = [index for index, taken in enumerate(aligned) if taken is None]
        told = Source(headings[place])
        holding = [index for index in free if printed[index].strip() and told.ground(printed[index]).spans]
        if holding:
            aligned[max(holding, key=lambda index: len(printed[index]))] = place
            continue
        likeness = {index: fuzz.ratio(headings[place].lower(), printed[index].lower()) for index in free}
        best = max(likeness, key=likeness.__getitem__, default=None)
        if best is not None and likeness[best] >= _ALIKE:
            aligned[best] = place
    return tuple(aligned)


def _words(letter: SectionedLetter, span: Span) -> str:
    return letter.clean.text[span.start : span.end]
