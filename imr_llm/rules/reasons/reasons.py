"""What each clause of a rationale says of why: the codes of its grounds, as the grammar of reasons knows them.

A code stands only where a clause about this worker, request or record proves it: the grammar finds it, and the clause
must then hold the words that the code speaks of.
"""

from dataclasses import replace
from typing import NamedTuple

from imr_llm.letter.model import CleanText
from imr_llm.record.codes import Decision, Reason
from imr_llm.rules.reasons.advice_against import advises_against, telling_words
from imr_llm.rules.reasons.confirmed import confirms
from imr_llm.rules.reasons.patterns import Force, ReasonPattern, lexicon, matcher_of
from imr_llm.rules.reasons.speakers import speakers
from imr_llm.text.spans import Span


class Clause(NamedTuple):
    """A clause and the patterns that count in it.

    `own`: the reviewer speaks; `closing`: to give the decision.
    """

    span: Span
    own: bool
    closing: bool
    grounds: tuple[ReasonPattern, ...]

    def codes(self, force: Force) -> tuple[Reason, ...]:
        """The codes of a force, without those that give way to another of the same clause."""
        codes = [ground.code for ground in self.grounds if ground.force == force]
        if len(codes) > 1:
            for code, others in lexicon().yields.items():
                if code in codes:
                    codes = [other for other in codes if other not in others]
        return tuple(dict.fromkeys(codes))

    def without(self, codes: frozenset[Reason]) -> "Clause":
        """The same clause, without some codes."""
        return self._replace(grounds=tuple(ground for ground in self.grounds if ground.code not in codes))


def read_clauses(clean: CleanText, rationale: Span, decision: Decision, treatment: Span) -> list[Clause]:
    """Every clause that is not an aside, with the patterns that count in it."""
    matcher = matcher_of(decision)
    parts = list(speakers(clean, rationale, matcher))
    # The heading and the sentences that decide name what was asked for.
    asked = telling_words(clean.lower, [treatment, *(part.span for part in parts if "closing" in part.kinds)])
    # What stands right before the decision is the reviewer's, unless it says itself that the guideline says it.
    last = max((index for index, part in enumerate(parts) if "closing" not in part.kinds), default=-1)
    whole = clean.lower[slice(*rationale)]
    read = []
    for index, (span, symbols, kinds, speaker) in enumerate(parts):
        recited = speaker == "guideline" or (speaker == "carried" and index != last)
        grounds = matcher.grounds(symbols, recited)
        if recited and grounds and advises_against(clean.lower, span, asked):
            grounds = tuple(
                replace(ground, force="strong") if ground.code == "not_recommended_by_guideline" else ground
                for ground in grounds
            )
        # The sentence that gives the decision names the treatment; it has a ground only where it gives a cause.
        if grounds and "closing" in kinds and "cause" not in kinds:
            grounds = tuple(ground for ground in grounds if ground.in_closing)
        if grounds:
            words = clean.lower[slice(*span)]
            grounds = tuple(ground for ground in grounds if confirms(ground.code, words, whole))
        read.append(Clause(span, not recited, "closing" in kinds, grounds))
    return read
