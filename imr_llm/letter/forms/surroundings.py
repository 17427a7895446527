"""What stands around a determination: the cover letter before it, notices and signatures after it."""

from imr_llm.letter.model import CleanText
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

# What a paragraph begins with that no longer belongs to the last rationale.
_CLOSING = linear(
    rb"\n[ *_-]*(?:effect of the decision\b|sincerely\b|respectfully(?: submitted)?,?(?:\n|$)|very truly yours|cc ?:"
    rb"|disclaimer ?:|if you (?:disagree|do not agree|are not satisfied|wish to appeal|have (?:any )?questions)\b"
    rb"|(?:notice of |your |information (?:about|on) )*(?:appeal rights?|rights? (?:to|of) appeal|appeal (?:process"
    rb"|information|notice|procedures?)|appeals?|your rights) ?:?(?:\n|$)|notice of rights\b|how (?:to|do i|can you"
    rb"|you can) appeal\b"
    rb"|in certain limited circumstances|(?:you|a party|any party|either party|the parties) (?:can|may|have the right"
    rb" to|has the right to) (?:file an )?appeal|(?:in accordance with|under|pursuant to) (?:california )?labor code"
    rb"|the (?:final )?determination of (?:maximus|the administrative director)|this (?:final )?determination is"
    rb" (?:final|binding|deemed|presumed)|this (?:final )?determination (?:may|can)\b|(?:proof|declaration) of service"
    rb"|(?:enclosures?|attachments?)\b ?(?:\(s\))? ?(?::|\n|$)|(?:list of )?(?:documents|records) (?:reviewed|received"
    rb"|considered)\b[^\n]{0,60}(?:\n|$)|for more information (?:on|about) appeal|medical director ?(?:\n|$))"
)
_LABEL = linear(
    rb"case (?:number|no\.?) ?:|date of [a-z ]{2,30}:|(?:date assigned|decision date|claims? number"
    rb"|application received) ?:"
    rb"|\bdated? ?:|determination dated\b|\bcm\d\d ?-"
)
# Looked for as they stand: this costs a letter without one next to nothing.
_DOCUMENTS = (b"\ndocuments reviewed", b"\nlist of documents", b"\nrecords reviewed")
_LONGEST_TITLE = 60


def determination_end(clean: CleanText, span: Span) -> int:
    """Where the notices and signatures after a determination begin in its last part, or the end of that."""
    match = _CLOSING.search(clean.lower, *span)
    return match.start() if match else span.end


def documents_start(clean: CleanText, span: Span) -> int:
    """Where a list of the documents reviewed begins in a part of the letter, or the end of that."""
    for title in _DOCUMENTS:
        place = clean.lower.find(title, *span)
        # A title is a line of its own; "Records reviewed indicate ..." is a sentence.
        if place >= 0 and clean.lower.find(b"\n", place + 1, place + _LONGEST_TITLE) >= 0:
            return place
    return span.end


def front_page(clean: CleanText, end: int) -> Span | None:
    """The part with the labels of the case, from the first of them to where the letter proper begins."""
    match = _LABEL.search(clean.lower, 0, end)
    if match is None:
        return None
    # With the newline before it, as some labels are told by beginning a line.
    start = max(0, clean.text.rfind("\n", 0, match.start()))
    return Span(start, start + len(clean.text[start:end].rstrip()))
