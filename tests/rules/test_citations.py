import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.letter.clean import clean
from imr_llm.letter.model import CleanText, IssueSection, Letter
from imr_llm.record.compare import fold
from imr_llm.record.facts import Citation
from imr_llm.rules.citations.citations import read_citations
from imr_llm.rules.citations.guidelines import NAMES, tidy
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.text.proofs import Proofs
from imr_llm.text.spans import Span

Leaves = tuple[str, str, int | None, str | None, str | None]
ODG = "Official Disability Guidelines"
OUTSIDE = "The Expert Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines. "
MTUS, NON = "Decision based on MTUS ", "Decision based on Non-MTUS Citation "


def _issue(words: str) -> tuple[IssueText, Span]:
    text: CleanText = clean(Letter("letter.txt", "", words))
    section = IssueSection(Span(0, 0), None, None, None)
    return IssueText(text, section, Span(0, 0), None, "/issues/0", Proofs(text)), Span(0, len(text.text))


def _read(words: str) -> list[Leaves]:
    issue, line = _issue(words)
    found = read_citations(issue, line, "reviewer_citations")
    _check_proofs(issue, found)
    return [(c.source, c.guideline or "", c.year, c.topic, c.pages) for c in found]


def _check_proofs(issue: IssueText, found: tuple[Citation, ...]) -> None:
    """Every leaf that is not null has its words, and no other has."""
    expected = {
        f"/issues/0/reviewer_citations/{index}/{leaf}"
        for index, citation in enumerate(found)
        for leaf, value in citation
        if value is not None
    }
    assert set(issue.proofs.evidence) == expected
    for index, citation in enumerate(found):
        for leaf in ("year", "topic", "pages"):
            value = getattr(citation, leaf)
            if value is not None:
                quote = issue.proofs.evidence[f"/issues/0/reviewer_citations/{index}/{leaf}"][0].quote
                assert fold(str(value)).replace("- ", "-") == fold(quote).replace("- ", "-")


MTUS_LINES: tuple[tuple[str, list[Leaves]], ...] = (
    ("Knee Complaints 2004.", [("MTUS", "Knee Complaints", 2004, None, None)]),
    ("Low Back Complaints 2004, Section(s): Special Studies, Summary.",
     [("MTUS", "Low Back Complaints", 2004, "Special Studies, Summary", None)]),
    ("Chronic Pain Medical Treatment 2016 Guidelines, Section(s): Biofeedback.",
     [("MTUS", "Chronic Pain Medical Treatment", 2016, "Biofeedback", None)]),
    ("Opioid Treatment 2016, Section(s): 3.4 Chronic Opioid Treatment: Tapering, 2. Subacute Pain.",
     [("MTUS", "Opioid Treatment", 2016, "3.4 Chronic Opioid Treatment: Tapering, 2. Subacute Pain", None)]),
    # A chapter whose name holds ", and".
    ("Forearm, Wrist, and Hand Complaints 2004.", [("MTUS", "Forearm, Wrist, and Hand Complaints", 2004, None, None)]),
    ("Shoulder Complaints 2004, Section(s): Rest, and Forearm, Wrist, and Hand Complaints 2004, Section(s): Splints.",
     [("MTUS", "Shoulder Complaints", 2004, "Rest", None),
      ("MTUS", "Forearm, Wrist, and Hand Complaints", 2004, "Splints", None)]),
    ("Elbow Complaints 2007, and General Approaches 2004, and Eye 2004, Section(s): Tests.",
     [("MTUS", "Elbow Complaints", 2007, None, None), ("MTUS", "General Approaches", 2004, None, None),
      ("MTUS", "Eye", 2004, "Tests", None)]),
    # Names that no list holds.
    ("Work, Rest, and Sleep Disorders 2019, Section(s): Naps.",
     [("MTUS", "Work, Rest, and Sleep Disorders", 2019, "Naps", None)]),
    ("Knee Complaints 2004, Section(s): Braces, and Work, Rest, and Sleep Disorders 2019, and Burns 2020.",
     [("MTUS", "Knee Complaints", 2004, "Braces", None), ("MTUS", "Work, Rest, and Sleep Disorders", 2019, None, None),
      ("MTUS", "Burns", 2020, None, None)]),
    ("Neck and Upper Back Complaints (2004), Section(s): Special Studies.",
     [("MTUS", "Neck and Upper Back Complaints", 2004, "Special Studies", None)]),
    # The form of 2014.
    ("ACOEM Chapter 13 Knee Complaints Page(s): 341-343.",
     [("MTUS", "ACOEM Chapter 13 Knee Complaints", None, None, "341-343")]),
    ("ACOEM Page(s): 12-13, 40- 41.", [("MTUS", "ACOEM", None, None, "12-13, 40- 41")]),
    ("ACOEM Chapter 12 Low Back Complaints Page(s): Table 12-7, 303.",
     [("MTUS", "ACOEM Chapter 12 Low Back Complaints", None, None, "Table 12-7, 303")]),
    ("ACOEM Chapter 10 Elbow Disorders (Revised 2007) Page(s): 9.",
     [("MTUS", "ACOEM Chapter 10 Elbow Disorders (Revised 2007)", None, None, "9")]),
    ("ACOEM Chapter 22 Tropical Complaints Page(s): 9.",
     [("MTUS", "ACOEM Chapter 22 Tropical Complaints", None, None, "9")]),
    ("Chronic Pain Treatment Guidelines.", [("MTUS", "Chronic Pain Treatment Guidelines", None, None, None)]),
    ("Chronic Pain Treatment Guidelines Opioids, criteria for use Page(s): 76-80.",
     [("MTUS", "Chronic Pain Treatment Guidelines", None, "Opioids, criteria for use", "76-80")]),
    ("Chronic Pain Treatment Guidelines Yoga topic Page(s): 126.",
     [("MTUS", "Chronic Pain Treatment Guidelines", None, "Yoga", "126")]),
    ("Postsurgical Treatment Guidelines Page(s): 13.",
     [("MTUS", "Postsurgical Treatment Guidelines", None, None, "13")]),
    ("ACOEM Chapter 9 Shoulder Complaints Page(s): 203, and Chronic Pain Treatment Guidelines Exercise Page(s): 46-47.",
     [("MTUS", "ACOEM Chapter 9 Shoulder Complaints", None, None, "203"),
      ("MTUS", "Chronic Pain Treatment Guidelines", None, "Exercise", "46-47")]),
    ("ACOEM Chapter 9 Shoulder Complaints Page(s): 203, Chronic Pain Treatment Guidelines Page(s): 46.",
     [("MTUS", "ACOEM Chapter 9 Shoulder Complaints", None, None, "203"),
      ("MTUS", "Chronic Pain Treatment Guidelines", None, None, "46")]),
    ("ACOEM Chapter 8 Neck and Upper Back Complaints, Chapter 13 Knee Complaints Page(s): 177, 341.",
     [("MTUS", "ACOEM Chapter 8 Neck and Upper Back Complaints", None, None, None),
      ("MTUS", "Chapter 13 Knee Complaints", None, None, "177, 341")]),
)  # fmt: skip

OTHER_LINES: tuple[tuple[str, list[Leaves]], ...] = (
    ("Official Disability Guidelines (ODG), Knee & Leg Chapter, Braces.",
     [("ODG", ODG, None, "Knee & Leg Chapter, Braces", None)]),
    ("Official Disability Guidelines (ODG).", [("ODG", ODG, None, None, None)]),
    ("Official Disability Guidelines: Hip - Arthroscopy.", [("ODG", ODG, None, "Hip - Arthroscopy", None)]),
    ("ODG Acupuncture guidelines.", [("ODG", ODG, None, "Acupuncture guidelines", None)]),
    ("ODG guidelines, Elbow, Injections.", [("ODG", ODG, None, "Elbow, Injections", None)]),
    ("ODG-TWC, Hernia, Imaging.", [("ODG", ODG, None, "Hernia, Imaging", None)]),
    ("Official Disability Guidelines, 2015, Online Version, Gym memberships.",
     [("ODG", ODG, 2015, "Online Version, Gym memberships", None)]),
    ("ODG Treatment in Workers' Compensation, 12th Edition, 2014, Burns.", [("ODG", ODG, 2014, "Burns", None)]),
    ("ODG (http://www.odg-twc.com/elbow.htm", [("ODG", ODG, None, "http://www.odg-twc.com/elbow.htm", None)]),
    ("Pain Chapter, Compound drugs.", [("ODG", ODG, None, "Pain Chapter, Compound drugs", None)]),
    ("Hip & Pelvis, Exercise, ODG Preface.", [("ODG", ODG, None, "Hip & Pelvis, Exercise, ODG Preface", None)]),
    ("Low Back Chapter, Official Disability Guidelines.", [("ODG", ODG, None, "Low Back Chapter", None)]),
    ("Official Disability Guidelines (ODG), Hip Official Disability Guidelines (ODG), Yoga.",
     [("ODG", ODG, None, "Hip", None), ("ODG", ODG, None, "Yoga", None)]),
    ("Official Disability Guidelines (ODG) Foot/Boots and Other Medical Treatment Guidelines https://www.example.org/boots.pdf.",
     [("ODG", ODG, None, "Foot/Boots", None), ("other", "https://www.example.org/boots.pdf", None, None, None)]),
    ("ACOEM Occupational Medicine Practice Guidelines, 3rd ed., Hip and Groin Disorders, pg. 12.",
     [("ACOEM", "ACOEM Occupational Medicine Practice Guidelines, 3rd ed", None, "Hip and Groin Disorders", "12")]),
    ("ACOEM Guidelines, Chapter 6, Pain, page 114.", [("ACOEM", "ACOEM Guidelines", None, "Chapter 6, Pain", "114")]),
    ("American College of Occupational and Environmental Medicine (ACOEM), 2011, Traction.",
     [("ACOEM", "American College of Occupational and Environmental Medicine (ACOEM)", 2011, "Traction", None)]),
    ("Official Disability Guidelines (ODG) Low Back, and ACOEM Guidelines, Traction.",
     [("ODG", ODG, None, "Low Back", None), ("ACOEM", "ACOEM Guidelines", None, "Traction", None)]),
    ("http://www.example.org/one-two, https://example.org/three.html.",
     [("other", "http://www.example.org/one-two", None, None, None),
      ("other", "https://example.org/three.html", None, None, None)]),
    ("www.example.org/a-long- broken-address.", [("other", "www.example.org/a-long-broken-address", None, None, None)]),
    ("Clinic Notes: http://www.example.org/x.", [("other", "Clinic Notes", None, "http://www.example.org/x", None)]),
    ("Atlas of Small Joints, 4th ed Chapter 3: Thumbs.",
     [("other", "Atlas of Small Joints, 4th ed", None, "Chapter 3: Thumbs", None)]),
    ("Atlas of Small Joints, 4th ed. Humerus Press, 2012.",
     [("other", "Atlas of Small Joints, 4th ed", 2012, None, None)]),
    ("Fee Schedule (FS); Chapter 2-Drugs; 4.1-Packages.",
     [("other", "Fee Schedule (FS)", None, "Chapter 2-Drugs; 4.1-Packages", None)]),
    ("Society of Joints (SOJ, West), Position on Knees.",
     [("other", "Society of Joints (SOJ, West)", None, "Position on Knees", None)]),
    ("Doe J, Roe K. Thumbs at work. J Thumb 2012;3(1):4-9.",
     [("other", "Doe J, Roe K. Thumbs at work. J Thumb 2012;3(1):4-9", 2012, None, None)]),
    ("Handbook of Joints (2009), Thumbs.", [("other", "Handbook of Joints", 2009, "Thumbs", None)]),
    ("Elbow, Bands; Medscape; FDA.",
     [("ODG", ODG, None, "Elbow, Bands", None),
      ("other", "Medscape", None, None, None),
      ("other", "FDA", None, None, None)]),
    # An edition: the name runs to it, whatever stands within the name.
    ("Bones: Surgery of Joints: Elbow & Wrist, 5th ed., Chapter 12: Loose Bodies.",
     [("other", "Bones: Surgery of Joints: Elbow & Wrist, 5th ed", None, "Chapter 12: Loose Bodies", None)]),
    ("Roe, Doe, and Fox: Atlas of Thumbs, Third Edition, Chapter 2: Splints.",
     [("other", "Roe, Doe, and Fox: Atlas of Thumbs, Third Edition", None, "Chapter 2: Splints", None)]),
    ("Tissues of the Hand (4th Edition), page 33.", [("other", "Tissues of the Hand (4th Edition)", None, None, "33")]),
    ("Pain: A Textbook for Nurses, 2nd edition (2010), Chapter 9.",
     [("other", "Pain: A Textbook for Nurses, 2nd edition", 2010, "Chapter 9", None)]),
    ("Hand Rehabilitation, 6th ed., Chapter 4: Stiffness.",
     [("other", "Hand Rehabilitation, 6th ed", None, "Chapter 4: Stiffness", None)]),
    ("Manual of Braces, 7th ed., Philadelphia, PA: Harbor Press; 2014, Chapter 3: Knees.",
     [("other", "Manual of Braces, 7th ed", 2014, "Chapter 3: Knees", None)]),
    ("Chapter 17: Radial Fractures, in: Atlas of Wrists, 6th ed.",
     [("other", "Atlas of Wrists, 6th ed", None, "Chapter 17: Radial Fractures", None)]),
    ("Roe J, et al: Atlas of Elbows, 2nd ed., Chapter 4: Nerves.",
     [("other", "Roe J, et al: Atlas of Elbows, 2nd ed", None, "Chapter 4: Nerves", None)]),
    ("Atlas of Wrists, fifth edition, 2015, Chapter 3: Casts.",
     [("other", "Atlas of Wrists, fifth edition", 2015, "Chapter 3: Casts", None)]),
    ("Manual of Knees Chapter 4: Braces, 3rd ed.",
     [("other", "Manual of Knees", None, "Chapter 4: Braces, 3rd ed", None)]),
    # A public body, with or without a paper's place.
    ("Society for Thumb Care: Splints at night. J Thumb 2012; 14: 22-29.",
     [("other", "Society for Thumb Care", 2012, "Splints at night. J Thumb 2012; 14: 22-29", None)]),
    ("American Wrist Association. Casts in children. J Wrist 2009;3(2):1-9.",
     [("other", "American Wrist Association", 2009, "Casts in children. J Wrist 2009;3(2):1-9", None)]),
    ("Institute of Sleep and Rest (ISR): Naps at work. Sleep 2010; 33: 4-6.",
     [("other", "Institute of Sleep and Rest (ISR)", 2010, "Naps at work. Sleep 2010; 33: 4-6", None)]),
    ("National Board of Knees: Braces for runners.",
     [("other", "National Board of Knees", None, "Braces for runners", None)]),
    ("American College of Elbows (2012), Night splints.",
     [("other", "American College of Elbows", 2012, "Night splints", None)]),
    # Papers that only look like it.
    ("Annals of the College of Thumbs: on casts. 2011; 9: 1-4.",
     [("other", "Annals of the College of Thumbs: on casts. 2011; 9: 1-4", 2011, None, None)]),
    ("Work in the centre: how to rest. J Rest 2011; 3: 4.",
     [("other", "Work in the centre: how to rest. J Rest 2011; 3: 4", 2011, None, None)]),
    ("American Heart Association. 2011; 9: 1.",
     [("other", "American Heart Association. 2011; 9: 1", 2011, None, None)]),
    # The year of an update is the source's; one that only stands in a title is not.
    ("American College of Elbows, Assistants in Elbow Surgery 2018 Update.",
     [("other", "American College of Elbows", 2018, "Assistants in Elbow Surgery 2018 Update", None)]),
    ("Task Force on Naps, Revised 2015, Night work.",
     [("other", "Task Force on Naps", 2015, "Revised 2015, Night work", None)]),
    ("American College of Elbows, Assistants: 2013 Study.",
     [("other", "American College of Elbows", None, "Assistants: 2013 Study", None)]),
    # The last stroke of a web address.
    ("https://www.example.org/knees/braces/.", [("other", "https://www.example.org/knees/braces/", None, None, None)]),
    ("http://www.example.org/a/, https://example.org/b/.",
     [("other", "http://www.example.org/a/", None, None, None), ("other", "https://example.org/b/", None, None, None)]),
    ("(https://www.example.org/a/)", [("other", "https://www.example.org/a/", None, None, None)]),
    ("Clinic Notes: www.example.org/x/.", [("other", "Clinic Notes", None, "www.example.org/x/", None)]),
    ("Medscape: Elbow and/or wrist pain/.", [("other", "Medscape", None, "Elbow and/or wrist pain", None)]),
    ("None.", []),
    ("N/A.", []),
    (".", []),
)  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), MTUS_LINES)
def test_mtus_line(words: str, expected: list[Leaves]) -> None:
    assert _read(MTUS + words) == expected


@pytest.mark.parametrize(("words", "expected"), OTHER_LINES)
def test_line_outside_the_mtus(words: str, expected: list[Leaves]) -> None:
    assert _read(OUTSIDE + NON + words) == expected


@pytest.mark.parametrize(("inside", "first"), MTUS_LINES)
@pytest.mark.parametrize(("outside", "second"), OTHER_LINES[::5])
def test_a_line_of_both_kinds_is_both(inside: str, first: list[Leaves], outside: str, second: list[Leaves]) -> None:
    assert _read(f"{MTUS}{inside} {NON}{outside}") == first + second


@pytest.mark.parametrize(
    "words",
    [
        "The Claims Administrator did not cite any medical evidence for its decision.",
        "The Expert Reviewer did not cite any medical evidence for its decision.",
        OUTSIDE.strip(),
    ],
)
def test_a_line_that_names_nothing(words: str) -> None:
    assert _read(words) == []


def test_no_line_and_an_empty_line() -> None:
    issue, line = _issue("Knee")
    assert read_citations(issue, None, "reviewer_citations") == ()
    assert read_citations(issue, Span(line.end, line.end), "reviewer_citations") == ()
    assert issue.proofs.evidence == {}


def test_a_line_too_long_to_be_one_is_read_in_part_and_goes_to_a_person() -> None:
    issue, line = _issue(f"{MTUS}Knee Complaints 2004, Section(s): Braces, and {'(' * 100_000}")
    found = read_citations(issue, line, "reviewer_citations")
    assert [citation.guideline for citation in found] == ["Knee Complaints"]
    assert [(item.field, item.state) for item in issue.proofs.needs_review] == [
        ("/issues/0/reviewer_citations", "suspicious")
    ]


def test_a_line_without_the_usual_words_is_still_read() -> None:
    assert _read("MTUS Knee Complaints 2004") == [("MTUS", "Knee Complaints", 2004, None, None)]
    assert _read("Official Disability Guidelines, Elbow") == [("ODG", ODG, None, "Elbow", None)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES.mtus), st.integers(2000, 2029), st.sampled_from([None, "Braces", "Tests, Casts"])
        ),
        min_size=1,
        max_size=5,
    )
)
def test_any_chapters_joined_are_told_apart(chapters: list[tuple[str, int, str | None]]) -> None:
    names = [(name[0].upper() + name[1:], year, topic) for name, year, topic in chapters]
    line = ", and ".join(f"{name} {year}" + (f", Section(s): {topic}" if topic else "") for name, year, topic in names)
    assert _read(f"{MTUS}{line}.") == [("MTUS", name, year, topic, None) for name, year, topic in names]


@given(st.text(alphabet="Aab ,.;:()[]-&2004\n/ODGmtus", max_size=120), st.sampled_from([MTUS, NON, ""]))
def test_any_line_is_read_without_a_fault(words: str, start: str) -> None:
    issue, line = _issue(f"{start}{words}.")
    found = read_citations(issue, line, "reviewer_citations")
    assert all(citation.guideline and citation.guideline.strip() for citation in found)
    _check_proofs(issue, found)


@pytest.mark.parametrize(
    ("words", "expected"),
    [(b" knee, ", b"knee"), (b"(knee)", b"knee"), (b"(a) knee (b)", b"(a) knee (b)"), (b"(knee", b"knee"),
     (b"knee)", b"knee"), (b"), knee", b"knee"), (b"knee (", b"knee"), (b"dme (tens (one))", b"dme (tens (one))"),
     (b" .,; ", None), (b"", None)],
)  # fmt: skip
def test_edges_are_tidied(words: bytes, expected: bytes | None) -> None:
    span = tidy(words, 0, len(words))
    assert (words[slice(*span)] if span else None) == expected
