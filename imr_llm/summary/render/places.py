"""Where the words that summaries rest on stand in the letter, for a page that shows the letter beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from imr_llm.record.model import LetterRecord
from imr_llm.summary.model import Sentence, Summary
from imr_llm.summary.render.proof import evidence_of
from imr_llm.text.spans import Span


@dataclass(frozen=True, slots=True)
class Places:
    """Each place of the cleaned text once, with its number, from 1 in the letter's order."""

    record: LetterRecord
    numbers: Mapping[Span, int]

    def of(self, sentence: Sentence) -> tuple[int, ...]:
        """The numbers of the places that a sentence rests on; none where it rests on a rule of law, or on no words."""
        return tuple(self.numbers[Span(one.start, one.end)] for one in evidence_of(sentence, self.record))


def places(summaries: Iterable[Summary], record: LetterRecord) -> Places:
    """The places that any sentence of the summaries rests on. All of them are summaries of `record`."""
    found = {
        Span(one.start, one.end)
        for summary in summaries
        for section in summary.sections
        for sentence in section.sentences
        for one in evidence_of(sentence, record)
    }
    return Places(record, {span: number for number, span in enumerate(sorted(found), 1)})


def place_name(number: int) -> str:
    """The id of a place on a page."""
    return f"words-{number}"
