"""Citations in sentences, as the letters of 2013 and 2014 have them.

"The Claims Administrator based its decision on the Chronic Pain Medical Treatment Guidelines, Opioids, pages 76-80,
which is part of the MTUS." The clause at the end says where a guideline belongs; without it, its name does.
"""

from collections.abc import Iterator

from imr_llm.letter.model import CleanText
from imr_llm.rules.citations.guidelines import NAMES, CitedGuideline, either, tidy
from imr_llm.rules.citations.mtus import read_mtus
from imr_llm.rules.citations.odg_acoem_other import read_outside
from imr_llm.text.patterns import Match, linear
from imr_llm.text.sentences import sentences
from imr_llm.text.spans import Span

# What leads to the names: "based his/her decision on the", "relied upon".
_LED = linear(
    rb"\b(?:based (?:(?:its|their|his|her|his/her|the) )?(?:(?:decision|determination)s? )?(?:up)?on|relied (?:up)?on"
    rb"|used|cited"
    rb"|referenced|decision was based (?:up)?on|determination was based (?:up)?on)(?: both)?(?: the)?(?: sections? of "
    rb"the)? "
)
_NOTHING = linear(
    rb"\b(?:did not|does not|didn't|failed to) (?:\w+ )?(?:cite|provide|reference|give|identify|specify|rely|use|base"
    rb"|name|state)"
    rb"|\bprovided no|\bcited no\b|\bno (?:guidelines?|evidence|medical evidence|criteria) (?:was|were) (?:cited"
    rb"|given|provided)"
    rb"|\bfound (?:that )?no section|\bnot applicable\b"
)
# "The Expert Reviewer found the guidelines used by the Claims Administrator relevant and appropriate".
_SAME = linear(
    rb"\b(?:guidelines?|criteria|sections?|citations?|evidence)\b[^.]{0,80}?\b(?:used|cited|relied (?:up)?on|referenced"
    rb"|applied|given|provided) by the claims administrator[^.]{0,60}?\b(?:relevant|appropriate|applicable|applied"
    rb"|correct)"
)
_DENIED = linear(rb"\b(?:not|no|neither|nor|in?relevant|in?appropriate|in?applicable) ")
# Where a guideline belongs: group 1 takes it out of the schedule.
_BELONGS = linear(
    rb",? \(?which (?:is|are) (not )?(?:a )?part of the (mtus|medical treatment utilization schedule(?: ?\(mtus\))?)\)?"
)
_REASON = linear(
    rb",? (?:because|since|for the reason|as (?:it|this|they|the)\b|and why)\b.*|,? - (?:this|it|they|the)\b.*"
)
_PROSE = linear(
    rb"^(?:it|its|this|that|these|those|they|why|no other|because|since|both|neither|here|as|while|when|if"
    rb"|for (?:this|that)"
    rb"|the (?:guidelines?|sections?|chapters?|criteria|mtus|odg|provider|employee|patient|reason|latter|former"
    rb"|same|cited|above|records?))\b"
)
_NUMBERED = linear(rb"^\W*(?:(?:issue )?#?\d{1,2}[.):]+ *)?(?:for (?:both|all|each)[^:,]{0,40}, ?)?")
_LABELLED = linear(rb"^[^:,.()]{2,60}: ?((?:the )?(?:mtus|acoem|odg|official disability))")
_OF_MTUS = linear(
    rf"^(?:the )?(?:mtus\b|medical treatment utilization schedule|{either(NAMES.mtus_without_year)}"
    rf"|{either(NAMES.mtus)}"
    rf"|acoem (?:practice guidelines,? )?(?:2nd edition,? )?(?:\(2004\),? )?chapter|{either(NAMES.acoem_chapters)} \(a"
    rf"coem)".encode()
)
# "Low Back Complaints (ACOEM Practice Guidelines, 2nd Edition (2004), Chapter 12)".
_CHAPTER = linear(rb"^([^()]+?) \(acoem[^()]*(?:\(((?:19|20)\d\d)\)[^()]*)?\)")
_OUTSIDE_NEXT = linear(rb"(?:[,;.]? and (?:on )?|; |, )(?:the )?(official disabilit|odg\b)")
_ONLY_MTUS = linear(rb"^(?:the )?(?:mtus(?: guidelines?)?|medical treatment utilization schedule(?: ?\(mtus\))?)$")
_MTUS_WORD = linear(rb"\b(?:mtus|medical treatment utilization schedule)[ /,:-]*(?:guidelines?, )?")
_MARK = linear(rb"mtus|medical treatment utilization schedule|acoem|guidelines?")


def read_stated(clean: CleanText, line: Span, claims: Span | None = None) -> Iterator[CitedGuideline]:
    """The guidelines of every sentence of a line. `claims`: the other side's, which a reviewer may have taken over."""
    for number, sentence in enumerate(sentences(clean, line)):
        words = clean.lower[slice(*sentence)]
        if claims and _SAME.search(words) and not _DENIED.search(words):
            yield from read_stated(clean, claims)
            continue
        led = max(_LED.finditer(words), key=lambda match: match.start(), default=None)
        if _PROSE.search(words) or (led is None and (_NOTHING.search(words) or not _names(words, number))):
            continue
        begin = led.end() if led else _NUMBERED.match(words).end()
        if led is not None and _NOTHING.search(words[led.start() - _BEFORE if led.start() > _BEFORE else 0 :]):
            continue
        reason = _REASON.search(words, begin)
        yield from _named(
            clean, Span(sentence.start + begin, sentence.start + reason.start() if reason else sentence.end)
        )


# So far before the verb a negation turns it round, in characters.
_BEFORE = 24


def _names(words: bytes, number: int) -> bool:
    """Whether a sentence without a verb that leads to names is one of names: the first may be anything."""
    return number == 0 or _MARK.search(words) is not None or b"odg" in words or b"official disab" in words


def _named(clean: CleanText, span: Span) -> Iterator[CitedGuideline]:
    """The guidelines of a run of names, taken apart where a clause says where they belong."""
    start = span.start
    for match in _BELONGS.finditer(clean.lower, *span):
        yield from _chunk(clean, Span(start, match.start()), Span(*match.span(2)), outside=bool(match.group(1)))
        start = match.end()
    if tidy(clean.lower, start, span.end):
        yield from _chunk(clean, Span(start, span.end), None, outside=None)


def _chunk(clean: CleanText, span: Span, mark: Span | None, *, outside: bool | None) -> Iterator[CitedGuideline]:
    """One run of names of one side; without a clause, the names themselves say where they belong."""
    content = _bare(clean.lower, span)
    if content is None:
        return
    words = clean.lower[slice(*content)]
    inside = _OF_MTUS.match(words) is not None if outside is None else not outside
    if not inside:
        yield from read_outside(clean, content)
        return
    beyond = _OUTSIDE_NEXT.search(words)
    if beyond and beyond.start():
        yield from _chunk(clean, Span(content.start, content.start + beyond.start()), mark, outside=False)
        yield from read_outside(clean, Span(content.start + beyond.start(1), content.end))
        return
    named = _MARK.search(words)
    proof = mark or (Span(content.start + named.start(), content.start + named.end()) if named else content)
    if _ONLY_MTUS.match(words):
        yield CitedGuideline("MTUS", content, None)
        return
    word = _MTUS_WORD.match(words)
    content = Span(content.start + (word.end() if word else 0), content.end)
    chapter = _CHAPTER.match(clean.lower[slice(*content)])
    if chapter is None:
        yield from read_mtus(clean, content, proof)
    else:
        yield _of_chapter(clean, content, chapter, proof)


def _of_chapter(clean: CleanText, content: Span, chapter: Match, mark: Span) -> CitedGuideline:
    """A chapter that names its book in brackets; what follows the brackets are its pages."""
    name, year = (
        Span(content.start + start, content.start + end) if start >= 0 else None
        for start, end in (chapter.span(1), chapter.span(2))
    )
    rest = next(read_mtus(clean, content, mark), None)
    return CitedGuideline("MTUS", mark, name, year=year, pages=rest.pages if rest else None)


def _bare(lower: bytes, span: Span) -> Span | None:
    """Names without the joint, the number or the label before them."""
    content = tidy(lower, *span)
    if content is None:
        return None
    words = lower[slice(*content)]
    label = _LABELLED.match(words)
    start = content.start + (label.start(1) if label else _NUMBERED.match(words).end())
    for joint in (b"and ", b"on ", b"the "):
        if lower.startswith(joint, start):
            start += len(joint)
    return tidy(lower, start, content.end)
