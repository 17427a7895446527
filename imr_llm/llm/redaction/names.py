"""The worker's name: behind a label or a form of address, and wherever its parts come again."""

import re
from collections.abc import Iterator
from itertools import islice

from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

_PERSON = "employee|worker|patient|claimant|applicant|member|insured"
# A label may hold prose behind its colon ("Applicant: The records show"), so what follows must look like a name.
_CALLED = linear(
    rf"\b(?:((?:injured )?(?:{_PERSON})(?:'s|s)?(?: (?:full |legal |first |last )?names?)?"
    rf"|names? of (?:the )?(?:injured )?(?:{_PERSON})|(?:last |first |full )?name|in re|re|regarding)\s?:"
    r"|dear\s|(?:mr|mrs|miss)\b\.? |ms\. |ms )".encode()
)
_WORD = r"(?:[A-Z]\.|[A-Z][A-Za-z'-]*|[JS]r\.|(?:de|la|las|los|del|van|von|der|den|di|da|dos|bin|al|el|y)\b)"
_NAME = linear(rf"\s*(?:(?:Mr|Mrs|Ms|Miss|MR|MRS|MS)\.? )?({_WORD}(?:,? {_WORD}){{0,5}})".encode())
_PART = linear(rb"[A-Za-z][A-Za-z'-]*")
# How many different names are looked for again; a letter is about one worker, and more would be an attack on our time.
_MOST = 24
# How many labels and titles are looked behind; the names found there are then looked for in the whole letter.
_MOST_LABELS = 400
# How far behind a label a name is looked for, in characters.
_REACH = 90
# Words that follow a label or a form of address and are no name; the labels of cover pages among them.
_NO_NAME = frozenset(
    b"a an the this that these no not none n and or his her he she it in on at by for from to with of as is was "
    b"sir madam injured worker workers employee applicant claimant patient member reviewer counsel doctor dr md "
    b"case claim date dates dob ssn birth number numbers name address phone telephone fax email provider employer "
    b"insurer insurance imr ur dwc independent medical review final determination notice application received "
    b"priority standard expedited treatment treatments request requested requests disputed attorney age sex "
    b"gender male female injury decision denial assigned utilization maximus federal services contin "
    b"administrator carrier company inc adjuster file state license representative party parties interested "
    b"whom dear dispute listed "
    # "MR" is magnetic resonance as often as it is a man.
    b"arthrogram arthrography angiogram angiography imaging neurography scan study".split()
)
# Words that are surnames and also carry facts of a letter; alone they stay, in the full name they go.
_FACT_WORDS = frozenset(
    b"may april june august march january february july september october november december back neck hand hands "
    b"foot feet hip knee head heel arm leg shoulder wrist elbow ankle spine left right upheld overturned denied "
    b"approved modified pain young day days week year long short home health care will joint cane brace street".split()
)


def labelled_names(plain: bytes, lower: bytes) -> tuple[Span, ...]:
    """The spans of names behind a label, a salutation, or Mr. and Ms. (the title stays: it says the person's sex)."""
    found = []
    for match in islice(_CALLED.finditer(lower), _MOST_LABELS):
        end = match.end()
        if match.group(1) is None:
            # "MS" without its full stop is a drug or a disease; "Ms" is a woman.
            if plain[match.start() : end] != b"MS ":
                found.append(_name_at(plain, end, alone=True))
        else:
            found.append(_name_at(plain, end, alone=b"name" in match.group(1)) or _stacked(plain, end))
    return tuple(span for span in found if span is not None)


def repeated_names(plain: bytes, names: tuple[Span, ...]) -> Iterator[Span]:
    """The places at which a known name, or a part of it that no fact is written with, comes again."""
    ways: set[bytes] = set()
    for name in islice(dict.fromkeys(plain[start:end] for start, end in names), _MOST):
        parts = [part for part in _PART.findall(name) if len(part) > 1]
        if len(parts) > 1:
            ways.add(rb"(?i:" + rb",?\s(?:[A-Z]\.?\s)?".join(map(re.escape, parts)) + rb")")
            ways.add(rb"(?i:" + re.escape(parts[-1]) + rb",?\s" + re.escape(parts[0]) + rb")")
        for part in parts:
            if part.lower() not in _FACT_WORDS and part.lower() not in _NO_NAME:
                ways |= {re.escape(part), re.escape(part.upper()), re.escape(part.capitalize())}
    if ways:
        longest_first: list[bytes] = sorted(ways, key=len, reverse=True)
        pattern = linear(rb"\b(?:" + b"|".join(longest_first) + rb")\b")
        for match in pattern.finditer(plain):
            yield Span(*match.span())


def _name_at(plain: bytes, position: int, *, alone: bool) -> Span | None:
    """The name that begins at a place, if there is one. `alone`: a single word is enough."""
    reach = plain[position : position + _REACH]
    match = _NAME.match(reach)
    if match is None:
        return None
    start, end = match.start(1), match.start(1)
    parts = list(_PART.finditer(reach, start, match.end(1)))
    taken = 0
    for part in parts:
        follows = reach[part.end() : part.end() + 2]
        # Crosses stand where a name was taken out already.
        if part.group().lower() in _NO_NAME or not part.group().strip(b"Xx") or (follows.startswith(b":") and taken):
            break
        end, taken = part.end(), taken + 1
    if taken == 0 or (taken == 1 and not alone) or end - start < 2:
        return None
    return Span(position + start, position + end)


def _stacked(plain: bytes, position: int) -> Span | None:
    """The name of a label whose value stands below a column of labels, as `pdftotext` prints a table.

    The values may have been joined to one line, so it is the first name of two words within the lines that follow.
    """
    after = plain[position : position + 400].split(b"\n")
    labels = next((count for count, line in enumerate(after[1:]) if not line.rstrip().endswith(b":")), 0)
    if after[0].strip() or len(after) < 2 + labels:
        return None
    start = position + sum(len(line) + 1 for line in after[: 1 + labels])
    values = plain[start : start + _REACH]
    names = (_name_at(plain, start + match.start(1), alone=False) for match in _NAME.finditer(values))
    return next((name for name in names if name is not None), None)
