"""Form of early 2014: the documents reviewed, and each decision as a numbered sentence that heads its issue."""

from imr_llm.letter.forms.form import Form
from imr_llm.letter.forms.marks import Marks
from imr_llm.letter.forms.stated import PART_OPENERS, PARTS, issue_of, sections_of, take_apart
from imr_llm.letter.forms.titled import COMPLETE_FILE
from imr_llm.letter.model import CleanText, Sections
from imr_llm.text.patterns import linear

NAME = "early_2014"
_ISSUES = r"imr decisions?(?: ?\(s\))?,? and rationales?(?: ?\(s\))?"
_TITLES = ("how the imr final determination was made", "documents reviewed", "clinical case summary", _ISSUES)
_SIGN = linear(_ISSUES.encode() + rb"|the physician reviewer's decision rationale ?:")
_MARKS = Marks(
    {
        "determination": _TITLES[0],
        "case_summary": _TITLES[2],
        "documents": r"documents reviewed(?: for determination)?\b",
        "decisions": _ISSUES,
        "heading": r"\(?\d{1,2}[.)] ?[^\n]+?(?:medically ?necessary(?: ?(?:and|or|&) ?(?:medically )?appropriate)?"
        r"[^\n]{0,80}|: ?(?:upheld|overturned)\.?)(?:\n|$)",
    }
    | PARTS
)


def _matches(clean: CleanText) -> bool:
    return _SIGN.search(clean.lower) is not None


def _split(clean: CleanText) -> Sections:
    reading = take_apart(clean, _MARKS)
    return sections_of(clean, NAME, reading, tuple(issue_of(draft, draft.heading) for draft in reading.drafts))


FORM = Form(NAME, _TITLES, PART_OPENERS, COMPLETE_FILE, _matches, _split)
