"""Citations of the Medical Treatment Utilization Schedule (MTUS).

Since 2015 "Low Back Complaints 2004, Section(s): Special Studies, and Chronic Pain Medical Treatment 2016"; before that
"ACOEM Chapter 12 Low Back Complaints Page(s): 298-301." Title 8, California Code of Regulations, 9792.20 and following.
"""

from collections.abc import Iterator

from imr_llm.letter.model import CleanText
from imr_llm.rules.citations.guidelines import NAMES, CitedGuideline, either, tidy
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

_YEAR = r"(?:19|20)\d\d"
_JOINT = r"(?:,? and |[;,.] (?:and )?|\n)(?:the )?(?:mtus )?"
_DATED = either(NAMES.mtus)
_CHAPTER = rf"chapter \d+:?,? {either(NAMES.acoem_chapters)}"
_UNDATED = rf"(?:{either(NAMES.mtus_without_year)}|acoem(?: practice guidelines,?)? chapter \d|acoem page|{_CHAPTER})"
# Where the next chapter begins, by its name. A chapter's own name may hold ", and".
_NEXT_KNOWN = linear(rf"{_JOINT}({_DATED},? \(?{_YEAR}\b|{_UNDATED})".encode())
# The same for a name that is in no list: capitalised words that run up to a year. Sections are joined by commas alone,
# so that the first ", and" is the joint, and a second one belongs to the name.
_NEXT_UNKNOWN = linear(
    rf"(?:, and |; and |; )([a-z][^:;()\d]*? {_YEAR})(?: guidelines?)?(?:[.,;]|$| page| section)".encode()
)
_OWN_NAME = linear(rf" \(?{_YEAR}\b|section|page".encode())
# The usual entry since 2015, whole.
_USUAL = linear(
    rf"([^:;()\d]+?(?:: [^:;()\d]+?)?) ({_YEAR})(?: (?:medical )?(?:treatment )?guidelines?)?"
    r"(?:[,.]? ?sections?(?: ?\(s\))? ?: ?(.*))?".encode()
)
_DATED_NAME = linear(rf"^([^:;]*?),? (?:({_YEAR})(?:[,.;:\n]|$| guid| page| section|,? and )|\(({_YEAR})\))".encode())
_UNDATED_NAME = linear(
    rf"^(?:{either(NAMES.mtus_without_year)}|{_CHAPTER}|acoem(?:,? (?:practice )?guidelines,?)? ?(?:{_CHAPTER}"
    r"|chapter \d+[^:;]*?(?: page| section|$)|))".encode()
)
_GENERAL_NAME = linear(rb"^[^:;]*?(?:guidelines?\b|,? page\b|,? section\b|$)")
# The year of a name that has none of its own: "Chronic Pain Medical Treatment Guidelines (2009)".
_ADOPTED = linear(rf"^,? \(({_YEAR})\)".encode())
_GUIDELINES = linear(rb"^ (?:medical )?(?:treatment )?guidelines?\b")
_LABEL = linear(rb"\b(?:(sections?(?: ?\(s\))? ?:)|(pages?(?: ?\(s\))? ?:|pages? \d|pgs?\.? \d|pp?\. ?\d))")
_PAGE = r"(?:(?:tables?|figures?|fig\.?|algorithms?|appendix|chapter|pages?|pgs?\.?) )?[a-z]?\d+(?:[.-] ?\d+)*"
_PAGES = linear(rf"^ ?{_PAGE}(?:(?:, ?and |, ?| and | ?& ?|; ?){_PAGE})*".encode())


def read_mtus(clean: CleanText, statement: Span, mark: Span) -> Iterator[CitedGuideline]:
    """The chapters that a statement names; `mark` is the place of the word MTUS."""
    joints = _joints(clean, statement)
    starts = [statement.start, *(joint.end for joint in joints)]
    ends = [*(joint.start for joint in joints), statement.end]
    for start, end in zip(starts, ends, strict=True):
        rest: Span | None = Span(start, end)
        while rest:
            cited, rest = _entry(clean.lower, rest, mark)
            if cited:
                yield cited


def _joints(clean: CleanText, statement: Span) -> list[Span]:
    """What stands between two chapters: up to where the second one's name begins."""
    lower = clean.lower
    words = lower[slice(*statement)]
    if b"and " not in words and words.count(b" 20") + words.count(b" 19") + words.count(b"page") < 2:
        return []
    known = [
        Span(match.start(), match.start(1))
        for match in _NEXT_KNOWN.finditer(lower, *statement)
        # "ACOEM Practice Guidelines, Chapter 7" is one name; only a second chapter is an entry of its own.
        if not lower.startswith(b"chapter", match.start(1)) or b"chapter" in lower[statement.start : match.start()]
    ]
    joints = list(known)
    starts = [statement.start, *(joint.end for joint in known)]
    ends = [*(joint.start for joint in known), statement.end]
    for start, end in zip(starts, ends, strict=True):
        # The name that the part begins with may hold ", and"; what follows its year or its label may not.
        own = _OWN_NAME.search(lower, start, end)
        while own:
            begin = own.end()
            match = _NEXT_UNKNOWN.search(lower[begin:end])
            # The next search begins at this one's year, whose comma may belong to the joint after it.
            own = _OWN_NAME.search(lower, begin + match.start(1), end) if match else None
            if match and clean.text[begin + match.start(1)].isupper():
                joints.append(Span(begin + match.start(), begin + match.start(1)))
    return sorted(joints)


def _entry(lower: bytes, span: Span, mark: Span) -> tuple[CitedGuideline | None, Span | None]:
    """One chapter, and what is left of its span: pages are followed by the next chapter's name without a joint."""
    words = lower[slice(*span)]
    usual = _USUAL.fullmatch(words) if b"page" not in words else None
    if usual and b"section" not in usual.group(1):
        name, year, section = (
            tidy(lower, span.start + a, span.start + b) if a >= 0 else None for a, b in map(usual.span, (1, 2, 3))
        )
        return (CitedGuideline("MTUS", mark, name, year=year, topic=section) if name else None), None
    name, year, begin = _name(lower, span)
    if name is None:
        return None, None
    topic, pages, rest = _details(lower, Span(begin, span.end))
    return CitedGuideline("MTUS", mark, name, year=year, topic=topic, pages=pages), rest


def _name(lower: bytes, span: Span) -> tuple[Span | None, Span | None, int]:
    """Name and year of a chapter, and where what follows them begins."""
    trimmed = tidy(lower, *span)
    if trimmed is None:
        return None, None, span.end
    start = trimmed.start
    words = lower[start : span.end]
    match = _UNDATED_NAME.match(words)
    if match is None or _LABEL.search(words[: match.end()]):
        dated = _DATED_NAME.match(words)
        if dated and not _LABEL.search(words[: dated.end(1)]):
            group = 2 if dated.group(2) else 3
            year = Span(start + dated.start(group), start + dated.end(group))
            end = start + dated.end(group) + (group == 3)
            more = _GUIDELINES.match(lower[end : span.end])
            name = words[: dated.end(1)]
            # An opening bracket without its partner begins a remark, not the name's end.
            stop = name.rfind(b"(") if name.count(b"(") > name.count(b")") else dated.end(1)
            return tidy(lower, start, start + stop), year, end + (more.end() if more else 0)
        match = match or _GENERAL_NAME.match(words)
    end = start + (match.end() if match else len(words))
    label = _LABEL.search(lower[start : span.end])
    end = min(end, start + label.start()) if label else end
    adopted = _ADOPTED.match(lower[end : span.end])
    if adopted:
        return tidy(lower, start, end), Span(end + adopted.start(1), end + adopted.end(1)), end + adopted.end()
    return tidy(lower, start, end), None, end


def _details(lower: bytes, span: Span) -> tuple[Span | None, Span | None, Span | None]:
    """Topic and pages after a chapter's name, and what follows the pages."""
    begin, stop, pages, rest = span.start, span.end, None, None
    for label in _LABEL.finditer(lower, *span):
        if label.group(1):
            begin = label.end() if begin == span.start else begin
            continue
        stop = label.start()
        number = label.end() if label.group(2).endswith(b":") else label.end() - 1
        found = _PAGES.match(lower[number : span.end])
        end = number + found.end() if found else span.end
        pages = tidy(lower, number, end)
        rest = tidy(lower, end, span.end)
        break
    topic = tidy(lower, begin, stop)
    # "Manual Therapy and Manipulation topic Page(s): 58": the word says what the words before it are.
    if topic and lower[slice(*topic)].endswith(b" topic"):
        topic = tidy(lower, topic.start, topic.end - len(" topic"))
    return topic, pages, rest
