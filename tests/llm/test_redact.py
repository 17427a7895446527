import logging
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.letter.clean import clean
from imr_llm.letter.model import CleanText, Letter
from imr_llm.llm.answers.reader import letter_question
from imr_llm.llm.endpoint.cache import AnswerCache
from imr_llm.llm.redaction.identifiers import IdentifierKind
from imr_llm.llm.redaction.redact import redact, unredacted
from imr_llm.pipeline import prepare
from imr_llm.text.spans import Span
from tests.llm.asking import ask, settings_for
from tests.llm.loopback import Loopback
from tests.llm.perfect import STEMS, letter_of


def cleaned(text: str) -> CleanText:
    return clean(Letter("test", "", text))


COVER = """\
Employee Name: Marigold A. Quillfeather
Claim Number: WC-77-0012345
Date of UR Decision: 7/8/2013
Date of Injury: 3/14/2012
MAXIMUS Case Number: CM13-0001999
Date of Birth: 03/14/1961   SSN: 123-45-6789
Medical Record Number: MR-77-88123
Phone: (310) 555-1212 Email: mari@example.com
Address: 77 Oak Lane, Fresno, CA 93701

Dear Ms. Quillfeather:

CLINICAL CASE SUMMARY
The patient, Marigold Quillfeather, is a 52 year old female born on March 14, 1961 (DOB 3-14-61), claim WC-77-0012345.
Ms. Quillfeather took MS Contin 15mg #60. QUILLFEATHER denies relief. She lives at 77 Oak Lane.

MRI of the left hand: Upheld
"""

# A line, and what is sent in its place.
LINES = [
    ("Employee Name: Jane Roe", "Employee Name: [EMPLOYEE_NAME]"),
    ("EMPLOYEE NAME: ROE, JANE M.", "EMPLOYEE NAME: [EMPLOYEE_NAME]."),
    ("Employee: Jane Roe", "Employee: [EMPLOYEE_NAME]"),
    ("Injured Worker: Jane de la Roe Claim #: 12345", "Injured Worker: [EMPLOYEE_NAME] Claim #: [CLAIM_NUMBER]"),
    ("Applicant: José Núñez", "Applicant: [EMPLOYEE_NAME]"),
    ("Re: John Doe", "Re: [EMPLOYEE_NAME]"),
    ("Dear Ms. Roe:", "Dear Ms. [EMPLOYEE_NAME]:"),
    ("Dear Jane Roe,", "Dear [EMPLOYEE_NAME],"),
    ("Mr. Doe reported pain.", "Mr. [EMPLOYEE_NAME] reported pain."),
    ("Name: Jane Roe. Jane said that Roe's pain grew.",
     "Name: [EMPLOYEE_NAME]. [EMPLOYEE_NAME] said that [EMPLOYEE_NAME]'s pain grew."),
    ("Patient Name: Anne May. On May 5, 2014 Ms. May came.",
     "Patient Name: [EMPLOYEE_NAME]. On May 5, 2014 Ms. [EMPLOYEE_NAME] came."),
    ("Claim Number: 2013-ABC-99 and again 2013-ABC-99.", "Claim Number: [CLAIM_NUMBER] and again [CLAIM_NUMBER]."),
    ("Claim No. 00123456", "Claim No. [CLAIM_NUMBER]"),
    ("Claim Numbers: 123456, 7891011", "Claim Numbers: [CLAIM_NUMBER]"),
    ("ADJ number: ADJ1234567", "ADJ number: [CLAIM_NUMBER]"),
    ("DOB: 1/2/60", "DOB: [DATE_OF_BIRTH]"),
    ("D.O.B. January 2, 1960, later 01-02-1960", "D.O.B. [DATE_OF_BIRTH], later [DATE_OF_BIRTH]"),
    ("The patient was born on 2 March 1970.", "The patient was born on [DATE_OF_BIRTH]."),
    ("SSN: xxx-xx-6789", "SSN: [SOCIAL_SECURITY_NUMBER]"),
    ("Social Security Number 123 45 6789", "Social Security Number [SOCIAL_SECURITY_NUMBER]"),
    ("her number 123-45-6789 was", "her number [SOCIAL_SECURITY_NUMBER] was"),
    ("MRN: 00778812", "MRN: [MEDICAL_RECORD_NUMBER]"),
    ("Medical Record No. A-123", "Medical Record No. [MEDICAL_RECORD_NUMBER]"),
    ("Call 310-555-1212 or (310) 555-1213.", "Call [PHONE] or [PHONE]."),
    ("Fax: 555-1212", "Fax: [PHONE]"),
    ("Write to jane.roe+imr@mail.example.org today", "Write to [EMAIL] today"),
    ("Address: 12 Elm St, Fresno CA 93701 Phone: 310 555 1212", "Address: [ADDRESS] Phone: [PHONE]"),
    ("12345 N. First Avenue, Los Angeles, CA 90001-1234", "[ADDRESS]"),
]  # fmt: skip

# What looks like an identifier and is part of the case, or of a treatment.
KEPT = [
    "Case Number: CM14-0012345 Date of Injury: 03/14/2012 Decision Date: 12/30/2016",
    "MAXIMUS Case Number: CM13-0001999",
    "The patient is a 54-year-old male born in a family of farmers.",
    "State(s) of Licensure: Texas, New York, California",
    "Applicant: The records show nothing more.",
    "Dear Injured Worker:",
    "Dear Dr. Smith:",
    "MS Contin 30mg #60: Upheld",
    "The medical records: none. The medical record indicates pain.",
    "On 10-20-2016 and 10/18/2016 the claim number of visits was 12.",
    "8 PHYSICAL THERAPY VISITS FOR THE LUMBAR SPINE, 2 TIMES A WEEK FOR 4 WEEKS: Upheld",
    "1 CERVICAL SPINE CT: Upheld",
    "MTUS Chronic Pain Medical Treatment Guidelines, pages 98-99 and 177-178, 303-305.",
    "Address the request: see ODG.",
    "CPT 99213-25, L3908 and 97110",
    "The newborn date of birth issue is not relevant.",
]


@pytest.mark.parametrize(("line", "sent"), LINES)
def test_a_labelled_identifier_is_replaced(line, sent):
    assert redact(cleaned(line)).text == sent


@pytest.mark.parametrize("line", KEPT)
def test_what_the_record_needs_is_kept(line):
    assert redact(cleaned(line)).text == line


def test_a_cover_page_loses_every_identifier_and_keeps_the_case():
    sent = redact(cleaned(COVER))
    for gone in ("Marigold", "Quillfeather", "QUILLFEATHER", "0012345", "1961", "3-14-61", "123-45", "88123", "555",
                 "mari@", "Oak Lane", "93701"):  # fmt: skip
        assert gone not in sent.text
    for kept in (
        "3/14/2012",
        "7/8/2013",
        "CM13-0001999",
        "52 year old female",
        "MS Contin 15mg #60",
        "left hand: Upheld",
    ):
        assert kept in sent.text
    assert {identifier.kind for identifier in sent.hidden} == set(IdentifierKind)


@pytest.mark.parametrize("stem", STEMS)
def test_public_letters_have_nothing_to_hide(stem):
    # The offices' own addresses and telephones, which early letters print, have the shape of a worker's.
    hidden = {identifier.kind for identifier in redact(letter_of(stem).clean).hidden}
    assert hidden <= {IdentifierKind.ADDRESS, IdentifierKind.PHONE}


def test_labels_in_a_column_of_their_own_as_pdf_tables_print_them():
    text = "Date of Injury:\nEmployee Name:\nClaim Number:\n1/2/2014\nMarigold Quillfeather\n"
    assert "Quillfeather" not in redact(cleaned(text)).text


def test_spans_lead_back_to_the_letters_own_words():
    before = cleaned(COVER)
    sent = redact(before)
    for identifier in sent.hidden:
        place = sent.redacted_span(*identifier.span)
        assert sent.text[slice(*place)] == f"[{identifier.kind}]"
        assert sent.cleaned_span(*place) == identifier.span
        # A quote that touches a placeholder stands for the whole identifier.
        assert sent.cleaned_span(place.start + 3, place.end - 3) == identifier.span
    for quote in (
        "52 year old female",
        "MS Contin 15mg #60",
        "MRI of the left hand: Upheld",
        "Date of Injury: 3/14/2012",
    ):
        start = sent.text.index(quote)
        assert before.text[slice(*sent.cleaned_span(start, start + len(quote)))] == quote
        assert sent.slice(Span(before.text.index(quote), before.text.index(quote) + len(quote))) == quote
    start = sent.text.index("The patient, [")
    span = sent.cleaned_span(start, sent.text.index("is a 52"))
    assert before.text[slice(*span)] == "The patient, Marigold Quillfeather, "


PARTS = st.sampled_from(
    ["Employee Name: ", "Jane Roe", " Roe ", "DOB 1/2/60", "\n", "Claim #: 778899", " 778899 ", "Upheld", "é×", " 54 "]
)


@given(st.lists(PARTS, max_size=14).map("".join))
def test_every_kept_character_maps_back_to_itself(text):
    before = cleaned(text)
    sent = redact(before)
    hidden = {place for start, end in (it.span for it in sent.hidden) for place in range(start, end)}
    for place in range(len(before.text)):
        span = sent.redacted_span(place, place + 1)
        if place not in hidden:
            assert sent.text[slice(*span)] == before.text[place]
            assert sent.cleaned_span(*span) == (place, place + 1)
    if re.search(r"\bEmployee Name: Jane Roe\b", before.text):
        assert not re.search(r"\bJane Roe\b", sent.text)


def test_nothing_is_hidden_when_it_is_turned_off():
    before = cleaned(COVER)
    sent = unredacted(before)
    assert (sent.text, sent.hidden) == (before.text, ())
    assert sent.cleaned_span(3, 9) == sent.redacted_span(3, 9) == (3, 9)


@pytest.mark.parametrize("script", [["ok"], ["malformed"], ["500"], ["refusal"], ["notjson"], ["misfit"] * 3])
def test_planted_identifiers_reach_no_request_cache_log_or_reason(script, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    seed = letter_of(STEMS[0]).letter
    letter = prepare(Letter("with cover", "", COVER.split("CLINICAL", maxsplit=1)[0] + seed.original))
    kept = AnswerCache(tmp_path)
    with Loopback(script) as server:
        answer = ask(settings_for(server), letter_question(letter, redact(letter.clean)), kept)
    kept.close()
    sent = b"".join(request.raw for request in server.received)
    assert b"[EMPLOYEE_NAME]" in sent
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for gone in ("Quillfeather", "WC-77-0012345", "03/14/1961", "123-45-6789", "mari@"):
        assert gone.encode() not in sent
        assert gone.encode() not in written
        assert gone not in caplog.text + answer.why


HOSTILE = {
    "labels": lambda size: "Employee Name: " * (size // 15),
    "letters for names": lambda size: "Name: A " * (size // 8),
    "streets": lambda size: "1 a a a " * (size // 8),
    "salutations": lambda size: "Dear Mr. " * (size // 9),
    "claims": lambda size: "claim # 1 1 " * (size // 12),
    "other claims": lambda size: " ".join(f"claim # {number:06d}" for number in range(size // 15)),
    "one name": lambda size: "Re: Ab Cd " * (size // 10),
    "other names": lambda size: " ".join(
        f"Re: A{'bcdefghi'[number % 8] * (number % 60)} Cd" for number in range(size // 40)
    ),
    "columns": lambda size: "Name:\n" * (size // 6),
    "mails": lambda size: ("a" * 30 + "@") * (size // 31),
    "digits": lambda size: "1-" * (size // 2),
    "addresses": lambda size: "address: 1 " * (size // 11),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_letters_take_time_in_proportion(kind):
    def seconds(size):
        text = HOSTILE[kind](size)
        plain = text.encode()
        before = CleanText(text, plain, plain.lower(), (0,), (0,), (0,))
        started = time.process_time()
        redact(before)
        return time.process_time() - started

    seconds(1000)
    small = min(seconds(20_000) for _ in range(3))
    assert min(seconds(160_000) for _ in range(2)) < 24 * small + 0.05
