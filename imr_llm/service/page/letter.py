"""The letter as the page shows it beside the summary, with the words marked that the summary rests on."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence

from imr_llm.letter.forms import TITLES
from imr_llm.service.page.words import both
from imr_llm.service.reading.reader import ReadLetter
from imr_llm.summary.render.markup import Html, Node, element, joined
from imr_llm.summary.render.places import Places, place_name
from imr_llm.text.spans import Span

# A longer paragraph with a decision word in it is not a treatment's heading.
_LONGEST_HEADING = 400
_Marks = Sequence[tuple[Span, int]]


def letter_html(read: ReadLetter, places: Places) -> Html:
    """The letter's paragraphs in English, its titles as headings of level 3, and where its pages begin."""
    marks = sorted(((span, number) for span, number in places.numbers.items()), key=_outer_first)
    return joined(_Setter(read, places).paragraphs(marks))


def _outer_first(mark: tuple[Span, int]) -> tuple[int, int]:
    (start, end), _ = mark
    return start, -end


class _Setter:
    """Sets one letter, from its first word to its last.

    The first piece of a place carries its name; a place over two paragraphs, or one that begins within another and ends
    behind it, has two.
    """

    def __init__(self, read: ReadLetter, places: Places) -> None:
        self._text = read.text
        # Where the pages begin that were not reached yet, with their numbers.
        self._pages = deque(enumerate(read.page_starts, 1)) if len(read.page_starts) > 1 else deque()
        self._named: set[int] = set()
        self._decisions = sorted(
            proof[0].start
            for pointer, proof in places.record.evidence.items()
            if pointer.startswith("/issues/") and pointer.endswith("/decision") and proof
        )

    def paragraphs(self, marks: _Marks) -> Iterator[Html]:
        """The paragraphs in order, each with a way back where a sentence leads to it."""
        start = 0
        for line in self._text.split("\n"):
            end = start + len(line)
            yield from (self._page("p") for _ in self._begun(start + 1))
            # Marks are few: some ten a treatment.
            here = [
                (Span(max(span.start, start), min(span.end, end)), number)
                for span, number in marks
                if span.start < end and span.end > start
            ]
            yield self._paragraph(Span(start, end), sorted(here, key=_outer_first))
            if here:
                yield element("p", element("a", both("letter-back"), href="#summary"), class_="back")
            start = end + 1

    def _paragraph(self, whole: Span, marks: _Marks) -> Html:
        words = joined(self._pieces(whole, list(marks)))
        if TITLES.fullmatch(self._text, *whole):
            return element("h3", words, lang="en")
        first = bisect_left(self._decisions, whole.start)
        decides = first < len(self._decisions) and self._decisions[first] < whole.end
        heading = decides and whole.end - whole.start <= _LONGEST_HEADING
        return element("p", words, lang="en", class_="heading" if heading else None)

    def _pieces(self, whole: Span, marks: list[tuple[Span, int]]) -> Iterator[Node]:
        """The words of a range, those of each mark in an element; marks within a mark lie inside its element."""
        place = whole.start
        while marks:
            (start, end), number = marks.pop(0)
            inside = [(Span(span.start, min(span.end, end)), other) for span, other in marks if span.start < end]
            after = [(Span(max(span.start, end), span.end), other) for span, other in marks if span.end > end]
            yield from self._plain(Span(place, start))
            name = None if number in self._named else place_name(number)
            self._named.add(number)
            piece = joined(self._pieces(Span(start, end), inside))
            yield element("span", piece, id=name, class_="place", data_place=str(number))
            place, marks = end, sorted(after, key=_outer_first)
        yield from self._plain(Span(place, whole.end))

    def _plain(self, words: Span) -> Iterator[Node]:
        """Words without marks, and the numbers of the pages that begin within them."""
        place = words.start
        for start in self._begun(words.end):
            yield self._text[place:start]
            yield self._page("span")
            place = start
        yield self._text[place : words.end]

    def _begun(self, end: int) -> Iterator[int]:
        """The beginnings of the pages that begin before a place and were not shown yet; `_page` shows each."""
        while self._pages and self._pages[0][1] < end:
            yield self._pages[0][1]

    def _page(self, tag: str) -> Html:
        number, _ = self._pages.popleft()
        return element(tag, both("letter-page", page=number), class_="leaf")
