"""The guidelines named on a guideline line."""

from collections.abc import Iterator

from imr_llm.letter.model import CleanText
from imr_llm.record.facts import Citation
from imr_llm.rules.citations.guidelines import CitedGuideline, tidy
from imr_llm.rules.citations.in_sentences import read_stated
from imr_llm.rules.citations.mtus import read_mtus
from imr_llm.rules.citations.odg_acoem_other import read_outside
from imr_llm.rules.text.issue import IssueText
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

# What a line is made of: sentences that name nothing, and statements that name guidelines inside or outside the MTUS.
_STATEMENT = linear(
    rb"((?:the )?(?:claims administrator|expert reviewer|physician reviewer|reviewer)s? (?:based (?:their|its|his"
    rb"|her|the) decision on recommendations?(?: ?\(s\))? outside (?:of )?the mtus(?: guidelines?)?|did not cite "
    rb"any [a-z -]*)[.\n]?)|(?:\b(?:decisions?|determinations?) (?:is |was |were )?based (?:up)?on|\bbased (?:its"
    rb"|their|his|her|the) decision on)(?: the)? ?(?:(non-? ?mtus(?: citations?\b)?)|(mtus\b)|)[: ]*"
)
_UNCITED = b"did not cite any"
_BARE = linear(rb"^\W*(?:(non-? ?mtus(?: citations?\b)?)|(mtus\b)|)[: ]*")
_NOTHING = linear(
    rb"^\W*(?:none?(?: (?:cited|given|provided|stated|noted))?|n/?a|not (?:applicable|cited|given|stated))?\W*$"
)
_LONGEST_NOTHING = 20
# The words of the guideline lines since 2014; the sentences before are read elsewhere.
_USUAL = linear(rb"\bdecisions? based on\b|outside of the mtus")
# The longest real lines have 2,000 characters. Letters are untrusted, and nested brackets take quadratic time.
_LONGEST_LINE = 8000


def read_citations(issue: IssueText, line: Span | None, name: str) -> tuple[Citation, ...]:
    """One entry for each guideline on the line; `name` is the field that they go into."""
    if line is None or line.end <= line.start:
        return ()
    if line.end - line.start > _LONGEST_LINE:
        why = "the guideline line is too long to be one; only its beginning was read"
        issue.proofs.doubt(f"{issue.pointer}/{name}", "suspicious", why)
        line = Span(line.start, line.start + _LONGEST_LINE)
    claims = issue.section.claims_administrator_guideline if name == "reviewer_citations" else None
    stated = issue.section.decided_by != "word" and _USUAL.search(issue.clean.lower, *line) is None
    cited = tuple(read_stated(issue.clean, line, claims) if stated else _cited(issue.clean, line))
    for index, entry in enumerate(cited):
        _prove(issue, f"{name}/{index}", entry)
    return tuple(_citation(issue.clean, entry) for entry in cited)


def _cited(clean: CleanText, line: Span) -> Iterator[CitedGuideline]:
    """The guidelines of every statement of a line; a line without the usual words is one statement."""
    lower = clean.lower
    if lower.find(_UNCITED, *line) >= 0 and lower.find(b"based on", *line) < 0:
        return
    matches = list(_STATEMENT.finditer(lower, *line))
    if not matches:
        bare = _BARE.match(lower[line.start : line.end])
        inside = Span(line.start + bare.start(2), line.start + bare.end(2)) if bare and bare.group(2) else None
        yield from _statement(clean, Span(line.start + (bare.end() if bare else 0), line.end), inside)
    for match, following in zip(matches, [*matches[1:], None], strict=bool(matches)):
        if not match.group(1):
            end = following.start() if following else line.end
            yield from _statement(clean, Span(match.end(), end), Span(*match.span(3)) if match.group(3) else None)


def _statement(clean: CleanText, span: Span, mtus: Span | None) -> Iterator[CitedGuideline]:
    """The guidelines of one statement; `mtus` is the place of the word where the statement has it."""
    content = tidy(clean.lower, *span)
    if content is None or (
        content.end - content.start < _LONGEST_NOTHING and _NOTHING.match(clean.lower[slice(*content)])
    ):
        return
    if mtus:
        yield from read_mtus(clean, content, mtus)
    else:
        yield from read_outside(clean, content)


def _citation(clean: CleanText, cited: CitedGuideline) -> Citation:
    return Citation(
        source=cited.source,
        guideline=cited.name or (_words(clean, cited.guideline) if cited.guideline else None),
        year=int(clean.text[slice(*cited.year)]) if cited.year else None,
        topic=_words(clean, cited.topic) if cited.topic else None,
        pages=_words(clean, cited.pages) if cited.pages else None,
    )


def _words(clean: CleanText, span: Span) -> str:
    """The letter's words on one line. A web address broken at a hyphen is one word again."""
    words = " ".join(clean.text[slice(*span)].split())
    return words.replace("- ", "-") if "://" in words or words.startswith("www.") else words


def _prove(issue: IssueText, name: str, cited: CitedGuideline) -> None:
    issue.prove(f"{name}/source", cited.mark)
    for leaf, span in (
        ("guideline", cited.guideline), ("year", cited.year), ("topic", cited.topic), ("pages", cited.pages)
    ):  # fmt: skip
        if span:
            issue.prove(f"{name}/{leaf}", span)
