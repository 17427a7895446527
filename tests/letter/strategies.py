"""Letters as hypothesis draws them: any number of issues, any layout, any page length and line width."""

from hypothesis import strategies as st

from imr_llm.letter.model import Letter
from tests.letter.factories import LAYOUTS, Issue, Parts, of_2014, pages_of, plain

TREATMENTS = (
    "Etodolac",
    "Tramadol 50mg #60",
    "Facet joint injections L4-5, L5-S1",
    "Associated surgical service: Cold therapy unit",
    "Retrospective: Cyclobenzaprine 7.5mg #60, per 12/07/2016 order",
    "Physical Therapy/Chiropractic Session for Thoraco-Lumbar regions received on 08/06/2014",
    "8 STRENGTHENING AND STABILIZATION PROGRAM VISITS FOR THE LUMBAR AND CERVICAL SPINE, 2 VISITS PER WEEK FOR 4 WEEKS",
    "Spinal stabilization program therapy 2x wk. x4wks",
    "Lidocaine ointment 5% 106.32gm",
    "Eight physical therapy sessions for the left shoulder was the original request. Six physical therapy sessions for"
    " the left shoulder was authorized by the Claims Administrator. The remaining IMR eligible portion of the original"
    " request, Two physical therapy sessions for the left shoulder is",
)
GUIDELINES = (
    "Decision based on MTUS Low Back Complaints 2004, Section(s): Overview.",
    "Decision based on MTUS Acupuncture Treatment 2007. Decision based on Non-MTUS Citation Official Disability"
    " Guidelines (ODG) Neck and Upper Back, Acupuncture.",
    "The Claims Administrator did not cite any medical evidence for its decision.",
    "The Expert Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines. Decision based on"
    " Non-MTUS Citation Green's Operative Hand Surgery, 6th ed Chapter 17: Distal Radius Fractures.",
)
SENTENCES = (
    "The cited guideline supports short-term use for acute pain only.",
    "The records of 10-20-2016 show no functional improvement, and no urine drug screen.",
    "An earlier denial of 6 visits was overturned on appeal by the claims administrator.",
    'The physician writes "left-sided radiculopathy" and asks for a long-term, non-steroidal medication.',
    "Pain was 8/10 without and 5/10 with medication; the injured worker is a post-operative patient of Dr. Example.",
    "MTUS guidelines recommend up to 24 visits over 8 weeks with evidence of functional improvement (pages 58-60).",
)
CLOSINGS = (
    "Therefore, the request is not medically necessary.",
    "As such, the request is medically necessary.",
    "Based on the above, medical necessity has not been established.",
)

issues = st.builds(
    Issue,
    treatment=st.sampled_from(TREATMENTS),
    decision=st.sampled_from(["Upheld", "Overturned"]),
    administrator=st.sampled_from(GUIDELINES),
    reviewer=st.sampled_from(GUIDELINES),
    rationale=st.builds(
        lambda sentences, closing: " ".join([*sentences, closing]),
        st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6),
        st.sampled_from(CLOSINGS),
    ),
)
parts = st.builds(
    lambda drawn, form: form(Parts(issues=tuple(drawn))),
    st.lists(issues, min_size=1, max_size=5, unique_by=lambda issue: issue.treatment),
    st.sampled_from([lambda same: same, of_2014]),
)
layouts = st.one_of(
    st.sampled_from(LAYOUTS),
    st.integers(45, 130).map(lambda width: lambda parts: plain(parts, width)),
    st.tuples(st.integers(5, 60), st.integers(60, 100)).map(
        lambda page: lambda parts: "\f".join("\n".join(rows) + "\n" for rows in pages_of(parts, *page))
    ),
)


def letter_of(text: str) -> Letter:
    return Letter("letter.txt", "0" * 64, text)
