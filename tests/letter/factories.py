"""Letters made from parts, in the layouts in which letters come, and as PDF files. People and cases are invented."""

import io
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pikepdf

from imr_llm.letter.model import SectionedLetter
from imr_llm.text.spans import Span

DETERMINATION_2016 = (
    "MAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has no affiliation with the"
    " employer, employee, providers or the claims administrator. He/she has been in active clinical practice for more"
    " than five years and is currently working at least 24 hours a week in active practice."
)
DETERMINATION_2014 = (
    "MAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has no affiliation with the"
    " employer, employee, providers or the claims administrator. The expert reviewer is Board Certified in Family"
    " Medicine and is licensed to practice in California. He/she is familiar with governing laws and regulations."
)
CREDENTIALS = (
    "The Expert Reviewer has the following credentials:",
    "State(s) of Licensure: Ohio, California",
    "Certification(s)/Specialty: Physical Medicine & Rehabilitation",
)
FRONT_PAGE = (
    "Case Number: CM16-0900001",
    "Date Assigned: 12/05/2016 Date of Injury: 10/20/2015",
    "Decision Date: 12/30/2016 UR Denial Date: 10/28/2016",
    "Priority: Standard Application",
    "Received:",
    "11/14/2016",
)
DEVELOPED = (
    "The expert reviewer developed the following clinical case summary based on a review of the case file, including"
    " all medical records:"
)
SET_FORTH = "The Final Determination was based on decisions for the disputed items/services set forth below:"
TITLES = ("HOW THE IMR FINAL DETERMINATION WAS MADE", "CLINICAL CASE SUMMARY", "IMR ISSUES, DECISIONS AND RATIONALES")
SUMMARY = (
    "The injured worker is a 54-year-old female who sustained an industrial injury on October 20, 2015. She is"
    " undergoing treatment for a lumbar strain with left-sided radiculopathy. The treating physician reported low back"
    " pain and numbness of the left leg. Treatment to date has included physical therapy, activity modification and"
    " non-steroidal anti-inflammatory medication. The utilization review dated October 28, 2016 non-certified the"
    " request."
)


@dataclass(frozen=True)
class Issue:
    """One disputed treatment as printed."""

    treatment: str = "Tramadol 50mg #60"
    decision: str = "Upheld"
    administrator: str = "Decision based on MTUS Opioid Treatment 2016, Section(s): Overview."
    reviewer: str = "Decision based on MTUS Opioid Treatment 2016, Section(s): Overview, and Low Back Complaints 2004."
    rationale: str = (
        "The cited guideline supports short-term use for acute pain only. In this case, the records show neither"
        " functional improvement nor a urine drug screen since the first prescription. Therefore, the request is not"
        " medically necessary."
    )

    @property
    def heading(self) -> str:
        return f"{self.treatment}: {self.decision}"


@dataclass(frozen=True)
class Parts:
    """A letter of the form of 2016 or, without a front page, of 2014."""

    issues: tuple[Issue, ...] = (
        Issue(),
        Issue(
            "Chiropractic treatment: 6 visits, 2 times a week for 3 weeks, lumbar spine and left hip",
            "Overturned",
            "The Claims Administrator did not cite any medical evidence for its decision.",
            "The Expert Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines. Decision"
            " based on Non-MTUS Citation Official Disability Guidelines (ODG) Low Back, Manipulation.",
            "The guideline recommends a trial of six visits. The injured worker has had none so far, and the physician"
            ' writes that she "wants to go back to work". Therefore, the request is medically necessary.',
        ),
    )
    form: str = "2016_front_page"
    summary: str = SUMMARY
    titled: bool = True

    def groups(self) -> list[list[str]]:
        """The letter's paragraphs; a blank line stands between groups."""
        made, case_summary, issues = ([title] if self.titled else [] for title in TITLES)
        if self.form == "2014":
            groups = [[*made, DETERMINATION_2014]]
        else:
            groups = [[*FRONT_PAGE], [*made, DETERMINATION_2016], [*CREDENTIALS]]
        groups += [[*case_summary, DEVELOPED], [self.summary], [*issues, SET_FORTH]]
        for issue in self.issues:
            groups += [
                [issue.heading],
                [f"Claims Administrator guideline: {issue.administrator}"],
                [f"MAXIMUS guideline: {issue.reviewer}"],
                [f"Decision rationale: {issue.rationale}"],
            ]
        return groups

    def found(self) -> list[Issue]:
        """What is to be found of the issues."""
        return list(self.issues)


def found(letter: SectionedLetter) -> list[Issue]:
    """The issues of a sectioned letter in the same shape; the decision is the heading's last word."""

    def words(span: Span | None) -> str:
        assert span is not None
        return " ".join(letter.clean.text[slice(*span)].split())

    issues = []
    for section in letter.sections.issues:
        treatment, _, decision = words(section.heading).rpartition(" ")
        rest = (section.claims_administrator_guideline, section.reviewer_guideline, section.rationale)
        issues.append(Issue(treatment.removesuffix(":"), decision, *map(words, rest)))
    return issues


def wrapped(parts: Parts, width: int = 95) -> list[list[str]]:
    """The lines of each group."""
    return [[line for paragraph in group for line in textwrap.wrap(paragraph, width)] for group in parts.groups()]


def rows(parts: Parts, width: int = 95, blank: str = "") -> list[str]:
    """The lines of a letter with a blank one between groups."""
    lines: list[str] = []
    for group in wrapped(parts, width):
        lines += [*([blank] if lines else []), *group]
    return lines


def plain(parts: Parts, width: int = 95) -> str:
    return "\n".join(rows(parts, width)) + "\n"


def narrow(parts: Parts) -> str:
    return plain(parts, 60)


def windows(parts: Parts) -> str:
    return plain(parts).replace("\n", "\r\n")


def old_mac(parts: Parts) -> str:
    return plain(parts).replace("\n", "\r")


def public_2016(parts: Parts) -> str:
    """Every line ends in a blank, a blank line is one blank, and an empty line is what is left of a page's end."""
    lines = [row + " " if row else " " for row in rows(parts)]
    middle = next(index for index, row in enumerate(lines) if row.startswith("The injured worker is")) + 2
    return " \n" + "\n".join([*lines[:middle], "", *lines[middle:]]) + "\n"


def doubled(parts: Parts) -> str:
    """The public texts of 2014: an empty line after every line."""
    return " " + "".join(f"{row} \n\n" for row in rows(parts))


def pages_of(parts: Parts, length: int = 23, width: int = 95) -> list[list[str]]:
    lines = rows(parts, width)
    return [lines[start : start + length] for start in range(0, len(lines), length)]


def form_feeds(parts: Parts) -> str:
    return "\f".join("\n".join(page) + "\n" for page in pages_of(parts))


def furnished(parts: Parts) -> str:
    """Page counts and running heads at the edges of pages, set off by blank lines."""
    pages = pages_of(parts)
    head = "Final Determination Letter for IMR Case Number CM16-0900001"
    return "\f".join(
        "\n".join([*([head, ""] if number > 1 else []), *page, "", f"Page {number} of {len(pages)}", ""])
        for number, page in enumerate(pages, start=1)
    )


def numbered(parts: Parts) -> str:
    """A bare number at the foot of each page, and a letterhead that nothing but its repetition gives away."""
    return "\f".join(
        "\n".join(["Review Organization of the West, PO Box 100", *page, str(number)])
        for number, page in enumerate(pages_of(parts, 19), start=1)
    )


def tight(parts: Parts) -> str:
    return "\n".join(row for row in rows(parts) if row)


def indented(parts: Parts) -> str:
    """Titles centred, lines indented, with tabs and no-break spaces."""
    return "\n".join(
        row.center(95) if row in TITLES else f"\t{row[:30]}\u00a0 {row[31:]}" if row[30:31] == " " else f"    {row}"
        for row in rows(parts)
    )


def unwrapped(parts: Parts) -> str:
    return "\n".join(paragraph for group in parts.groups() for paragraph in group)


def unwrapped_with_blanks(parts: Parts) -> str:
    return "\n\n".join("\n".join(group) for group in parts.groups())


def one_line(parts: Parts) -> str:
    return " ".join(paragraph for group in parts.groups() for paragraph in group)


def heading_over_a_page(parts: Parts) -> str:
    """A page ends within the last heading that has two words."""
    lines = rows(parts)
    index = max(n for n, row in enumerate(lines) if row.endswith(("Upheld", "Overturned")))
    first, _, last = lines[index].rpartition(" and ") if " and " in lines[index] else lines[index].rpartition(" ")
    joint = " and" if " and " in lines[index] else ""
    return "\n".join([*lines[:index], f"{first}{joint}\f{last}", *lines[index + 1 :]])


def decision_below(parts: Parts) -> str:
    return plain(parts).replace(": Upheld\n", ":\nUpheld\n").replace(": Overturned\n", ":\nOverturned\n")


def close_headings(parts: Parts) -> str:
    """No blank line before or after a heading."""
    lines = rows(parts)
    for index in reversed([n for n, row in enumerate(lines) if row.endswith(("Upheld", "Overturned"))]):
        start = max(n for n in range(index) if not lines[n])
        del lines[index + 1], lines[start]
    return "\n".join(lines)


Layout = Callable[[Parts], str]
LAYOUTS: tuple[Layout, ...] = (
    plain, narrow, windows, old_mac, public_2016, doubled, form_feeds, furnished, numbered, tight, indented, unwrapped,
    unwrapped_with_blanks, one_line, heading_over_a_page, decision_below, close_headings,
)  # fmt: skip


def of_2014(parts: Parts) -> Parts:
    """The same letter in the form of 2014: no front page, and pages cited instead of sections."""

    def paged(words: str) -> str:
        return words.replace("Section(s): Overview", "Page(s): 78-80, 92")

    issues = (replace(i, administrator=paged(i.administrator), reviewer=paged(i.reviewer)) for i in parts.issues)
    return replace(parts, form="2014", issues=tuple(issues))


# By how a page is turned: the direction of its writing, and where a line begins by how far it is down from the top.
_PLACES = {0: "1 0 0 1 72 {1}", 90: "0 1 -1 0 {0} 72", 180: "-1 0 0 -1 540 {0}", 270: "0 -1 1 0 {2} 720"}


def pdf(
    pages: Sequence[Sequence[str]], *, size: float = 11, rotate: int = 0, font: str = "Helvetica", **options: Any
) -> bytes:
    """A PDF of lines, one below the other, written by hand; `options` go to pikepdf's `save` (encryption, for one)."""
    document = pikepdf.new()
    face = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name(f"/{font}"),
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    for lines in pages:
        page = document.add_blank_page(page_size=(612, 792))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=face))
        operators = [
            f"{_PLACES[rotate].format(72 + down, 720 - down, 590 - down)} Tm <{line.encode('cp1252').hex()}> Tj"
            for down, line in ((1.25 * size * n, line) for n, line in enumerate(lines))
            if line
        ]
        page.obj.Contents = document.make_stream(f"BT /F1 {size} Tf {' '.join(operators)} ET".encode())
        if rotate:
            page.obj.Rotate = rotate
    buffer = io.BytesIO()
    document.save(buffer, **options)
    return buffer.getvalue()


def letter_pdf(parts: Parts | None = None, **options: Any) -> bytes:
    """A letter as a PDF of several pages."""
    return pdf(pages_of(parts or Parts(), 40), **options)
