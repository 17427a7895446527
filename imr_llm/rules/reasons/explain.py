"""What the grammar of reasons sees in a sentence, so that somebody can edit it."""

import re
from collections.abc import Iterator

from imr_llm.letter.clean import clean
from imr_llm.letter.model import CleanText, IssueSection, Letter
from imr_llm.record.codes import Decision
from imr_llm.rules.reasons.confirmed import confirms
from imr_llm.rules.reasons.grounds import read_grounds
from imr_llm.rules.reasons.patterns import ReasonPattern, expanded, lexicon, matcher_of
from imr_llm.rules.reasons.speakers import Part, speakers
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.text.proofs import Proofs
from imr_llm.text.spans import Span

_ENDING = {
    "upheld": "Therefore, the request is not medically necessary.",
    "overturned": "Therefore, the request is medically necessary.",
}


def explain(words: str, decision: Decision) -> Iterator[str]:
    """Lines that tell, clause by clause, what the rules make of the words of a rationale with this decision."""
    text = clean(Letter("explain", "", f"{words.strip()} {_ENDING.get(decision, '')}"))
    end = min(len(words.strip()), len(text.text))
    matcher = matcher_of(decision)
    for part in speakers(text, Span(0, len(text.text)), matcher):
        if part.span.start < end:
            yield from _clause(text, part, decision)
    section = IssueSection(Span(0, 0), None, None, Span(0, len(text.text)))
    grounds = read_grounds(IssueText(text, section, Span(0, 0), decision, "/issues/0", Proofs(text)), None)
    for ground in grounds:
        yield f"ground: {ground.code or 'no sure code'} | {ground.quote} | missing: {ground.needed or '-'}"


def _clause(text: CleanText, part: Part, decision: Decision) -> Iterator[str]:
    lower = text.lower[slice(*part.span)]
    matcher = matcher_of(decision)
    yield f"clause: {text.text[slice(*part.span)]}"
    yield f"  speaker: {part.speaker}; it is: {', '.join(sorted(part.kinds)) or 'of no kind'}"
    for word in matcher.words(lower):
        if names := matcher.vocabulary.meanings(word):
            yield f"  {word.decode()}: {' '.join(names)}"
    for pattern, written in matching(part.symbols, decision):
        sure = "" if confirms(pattern.code, lower, text.lower) else ", but the words of the code are not there"
        yield f"  {pattern.code} ({pattern.force}{sure}): {written}"


def matching(symbols: bytes, decision: Decision) -> Iterator[tuple[ReasonPattern, str]]:
    """The patterns of a decision, as written in `reasons.toml`, that match the meanings of a clause."""
    vocabulary, rows = matcher_of(decision).vocabulary, lexicon()
    for pattern, written in rows.written[decision]:
        if re.search(vocabulary.pattern(expanded(written, rows.groups)), symbols.decode()):
            yield pattern, written
