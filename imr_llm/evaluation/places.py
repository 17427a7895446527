"""Where in a letter's file a value stands, so that whoever mends a loss finds it."""

from collections.abc import Iterator

from imr_llm.evaluation.report import Flip
from imr_llm.evaluation.run import Read
from imr_llm.record.fields import BY_PATH
from imr_llm.record.model import ISSUES, LetterRecord

# So much of a quotation tells its line; line ends within it may differ in the file.
_WORDS = 6


def place_of(flip: Flip, read: Read) -> dict[str, object]:
    """The letter's file, and the line (from 1) of the words that prove the value, or that decide its treatment."""
    path = read.case.letter
    found: dict[str, object] = {"file": str(path), "line": None}
    if read.record is None or path.suffix != ".txt":
        return found
    lines = path.read_text("utf-8", "replace").splitlines()
    found["line"] = next((line for quote in _quotes(flip, read.record) if (line := _line(quote, lines))), None)
    return found


def _quotes(flip: Flip, record: LetterRecord) -> Iterator[str]:
    pointers = [flip.field]
    if BY_PATH[flip.field].of_issue:
        index = next((place for place, issue in enumerate(record.issues) if issue.number == flip.issue), None)
        if index is None:
            return
        pointers = [flip.field.replace("*", str(index)), f"{ISSUES}/{index}/treatment", f"{ISSUES}/{index}/decision"]
    for pointer in pointers:
        for at, proofs in record.evidence.items():
            if at == pointer or at.startswith(f"{pointer}/"):
                yield from (proof.quote for proof in proofs)


def _line(quote: str, lines: list[str]) -> int | None:
    """The first line that holds the quote's first words, fewer of them where a line ends within."""
    parts = quote.split()
    for many in range(min(_WORDS, len(parts)), 0, -1):
        words = " ".join(parts[:many])
        for number, line in enumerate(lines, start=1):
            if words in " ".join(line.split()):
                return number
    return None
