import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.letter.model import CleanText, IssueSection
from imr_llm.letter.text.plain import plain_bytes
from imr_llm.record.facts import Medication
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.treatment.categories import classify
from imr_llm.rules.treatment.drugs import DRUGS, DrugNames, first_medicine
from imr_llm.rules.treatment.medications import read_medication
from imr_llm.text.spans import Span


def _issue(treatment: str) -> IssueText:
    text = f"{treatment}: Upheld"
    plain = plain_bytes(text)
    clean = CleanText(text, plain, plain.lower(), (0,), (0,), (0,))
    section = IssueSection(Span(0, len(text)), None, None, None)
    return IssueText(clean, section, Span(0, len(treatment)), "upheld", "/issues/0", Proofs(clean))


def _read(treatment: str) -> Medication | None:
    """The medicine; each of its values is proved, and those that are words by exactly these words."""
    issue = _issue(treatment)
    found = read_medication(issue, classify(issue))
    values = found.model_dump(exclude_none=True) if found else {}
    quotes = {pointer.rsplit("/", 1)[1]: places[0].quote for pointer, places in issue.proofs.evidence.items()}
    assert quotes.keys() == values.keys()
    assert all(quotes[name] == value for name, value in values.items() if isinstance(value, str))
    return found


@pytest.mark.parametrize(
    ("treatment", "name", "strength", "form", "count", "refills"),
    [
        ("Diazepam 5mg #10", "Diazepam", "5mg", None, 10, None),
        ("Etodolac", "Etodolac", None, None, None, None),
        ("Diclofenac ER 100mg #60", "Diclofenac ER", "100mg", None, 60, None),
        ("Nortriptyline HCL 25mg, #30", "Nortriptyline HCL", "25mg", None, 30, None),
        ("Venlafaxine HCL ER 37.5mg #90", "Venlafaxine HCL ER", "37.5mg", None, 90, None),
        ("Pantoprazole sodium 20 mg # 60", "Pantoprazole sodium", "20 mg", None, 60, None),
        ("Oxycodone HCL ER 20mg #60 day supply: 30", "Oxycodone HCL ER", "20mg", None, 60, None),
        # Two names of one medicine, and two in one.
        ("Meloxicam (Mobic) 15mg #30", "Meloxicam (Mobic)", "15mg", None, 30, None),
        ("Tramadol (Ultram) 50mg take 1 tab orally #30", "Tramadol (Ultram)", "50mg", "tab", 30, None),
        ("Diclofenac/misoprostol 75-0.2mg #60 with 2 refills", "Diclofenac/misoprostol", "75-0.2mg", None, 60, 2),
        ("Hydrocodone/APAP 10/325 #90", "Hydrocodone/APAP", "10/325", None, 90, None),
        (
            "Hydrocodone bitartrate/acetaminophen 5/325mg #30",
            "Hydrocodone bitartrate/acetaminophen",
            "5/325mg",
            None,
            30,
            None,
        ),
        ("Acetaminophen with codeine 300/30mg", "Acetaminophen with codeine", "300/30mg", None, None, None),
        ("Norco 10/325mg #60 and Soma 350mg #30", "Norco", "10/325mg", None, 60, None),
        # Strengths.
        ("Norco 5/325mg #60, 1-2 tabs orally every 4-6 hrs", "Norco", "5/325mg", "tabs", 60, None),
        ("Soma 350 #60", "Soma", "350", None, 60, None),
        ("Fentanyl patch 25 mcg/hr #10", "Fentanyl", "25 mcg/hr", "patch", 10, None),
        ("Lidopro 4%-25%-0.03% 120gm #1", "Lidopro", "4%-25%-0.03%", None, 1, None),
        ("Carafate 1gm #120", "Carafate", "1gm", None, 120, None),
        ("Vitamin D3 5000 units", "Vitamin D3", "5000 units", None, None, None),
        ("Suboxone 8mg-2mg film #30", "Suboxone", "8mg-2mg", "film", 30, None),
        # Grams and millilitres of what is put on the skin are neither strength nor count.
        ("Lidocaine ointment 5% 105gm", "Lidocaine", "5%", "ointment", None, None),
        ("Voltaren gel 1% 100gm, 3 tubes", "Voltaren", "1%", "gel", None, None),
        ("Flector 1.3% transdermal patch", "Flector", "1.3%", "transdermal patch", None, None),
        ("Ketoprofen 20% in cream base 240g", "Ketoprofen", "20%", "cream", None, None),
        ("Medrox ointment 120gm (DOS 09/14/2016)", "Medrox", None, "ointment", None, None),
        (
            "Methoderm (methyl salicylate 15%/menthol 10%) gel",
            "Methoderm (methyl salicylate 15%/menthol 10%)",
            None,
            "gel",
            None,
            None,
        ),
        # Compounds.
        (
            "Compound cream Flurbiprofen 20%/Baclofen 5%/Lidocaine 4% 180gm",
            "Flurbiprofen 20%/Baclofen 5%/Lidocaine 4%",
            None,
            "cream",
            None,
            None,
        ),
        (
            "Gabapentin 10%, Amitriptyline 10% and Bupivacaine 5% cream",
            "Gabapentin 10%, Amitriptyline 10% and Bupivacaine 5%",
            None,
            "cream",
            None,
            None,
        ),
        (
            "Dextromethorphan 5%/Lidocaine/Capsaicin 0.025%, 120grams #1",
            "Dextromethorphan 5%/Lidocaine/Capsaicin 0.025%",
            None,
            None,
            1,
            None,
        ),
        # Counts and refills.
        ("Naproxen 550mg quantity 60", "Naproxen", "550mg", None, 60, None),
        ("Lunesta 2mg, qty 30, refills 2", "Lunesta", "2mg", None, 30, 2),
        ("Norco 10-325 mg, QTY: 90, 1 refill", "Norco", "10-325 mg", None, 90, 1),
        ("Gabapentin 600mg capsules #90, refill x2", "Gabapentin", "600mg", "capsules", 90, 2),
        ("Lidoderm 5% patches #30 with three refills", "Lidoderm", "5%", "patches", 30, 3),
        ("Ambien 10 mg tablets, quantity 30, no refills", "Ambien", "10 mg", "tablets", 30, 0),
        ("Cyclobenzaprine 7.5mg #60 refill: 0", "Cyclobenzaprine", "7.5mg", None, 60, 0),
        ("Norco 5-325 qty 60 refills 1", "Norco", "5-325", None, 60, 1),
        ("Fish oil 1,000mg #1,200", "Fish oil", "1,000mg", None, 1200, None),
        ("Norco 10/325mg quantity 1,080", "Norco", "10/325mg", None, 1080, None),
        ("Norco 10/325mg #60,120 tablets", "Norco", "10/325mg", "tablets", 60, None),
        ("Vicodin ES 7.5/750 mg #90", "Vicodin ES", "7.5/750 mg", None, 90, None),
        ("Tylenol with codeine #3 300/30mg #40", "Tylenol with codeine #3", "300/30mg", None, 40, None),
        ("Norco #120 and Soma 350mg #60", "Norco", None, None, 120, None),
        ("Norco 5/325mg #60 refills", "Norco", "5/325mg", None, 60, None),
        ("Norco 5/325mg, 2 refills, #60", "Norco", "5/325mg", None, 60, 2),
        ("Tylenol #3, #60", "Tylenol #3", None, None, 60, None),
        ("Tylenol #30", "Tylenol", None, None, 30, None),
        ("Colace 100mg #60, 1 tablet by mouth as needed", "Colace", "100mg", "tablet", 60, None),
        ("Fanatrex (unknown quantity)", "Fanatrex", None, None, None, None),
        ("Senna-S 8.6/50mg #60", "Senna-S", "8.6/50mg", None, 60, None),
        # What stands before the name.
        ("Retrospective Cyclobenzaprine 7.5mg #18, per 12/07/2016 order", "Cyclobenzaprine", "7.5mg", None, 18, None),
        ("Post-op Keflex 500mg #28", "Keflex", "500mg", None, 28, None),
        ("60 tablets of Norco 10/325mg", "Norco", "10/325mg", "tablets", None, None),
        # Names that the lexicon does not have, or not so spelt.
        ("Zoravil 30mg #60", "Zoravil", "30mg", None, 60, None),
        ("Cyclobenzapine 7.5 mg # 30", "Cyclobenzapine", "7.5 mg", None, 30, None),
        ("Omeperazole", "Omeperazole", None, None, None, None),
    ],
)
def test_medicines(
    treatment: str, name: str, strength: str | None, form: str | None, count: int | None, refills: int | None
) -> None:
    assert _read(treatment) == Medication(name=name, strength=strength, form=form, count=count, refills=refills)


@pytest.mark.parametrize(
    "treatment",
    [
        "Norco #120 and Soma 350mg #60",
        "Norco 10/325mg #60, Soma",
        "Norco and Soma 350mg #60",
        "Norco and Soma",
        "Norco 5mg #60, Norco 10mg #60",
        "Naproxen 550mg #60; omeprazole 20mg #60",
        "Naproxen 550mg #60 with Omeprazole 20mg #60",
        "Tramadol (Ultram) 50mg #60 + Gabapentin (Neurontin) 300mg #90",
        "Norco 10/325mg #60, 30 Ambien 10mg",
    ],
)
def test_two_medicines_in_one_heading_are_a_doubt(treatment: str) -> None:
    issue = _issue(treatment)
    assert read_medication(issue, classify(issue))
    assert [(item.field, item.state) for item in issue.proofs.needs_review] == [("/issues/0/medication", "disputed")]


@pytest.mark.parametrize(
    "treatment",
    [
        "Meloxicam (Mobic) 15mg #30",
        "Tramadol 50mg (Ultram) #60",
        "Hydrocodone/APAP 10/325mg #60",
        "Hydrocodone bitartrate and acetaminophen 10/325mg #60",
        "Butalbital, acetaminophen and caffeine 50/325/40mg #60",
        "Acetaminophen and codeine #60",
        "Naproxen and esomeprazole",
        "Naproxen 550mg #60, generic for Anaprox",
        "Norco 10/325mg #60, Norco",
        "Norco 10/325mg #60 and Norco 10-325 mg #60",
        "Butrans patch 10mcg (buprenorphine), #4",
        "Gabapentin 10%, Amitriptyline 10% and Bupivacaine 5% cream",
        "Norco 10/325mg #60 to replace Percocet",
        "Norco 10/325mg #60",
    ],
)
def test_one_medicine_is_no_doubt(treatment: str) -> None:
    issue = _issue(treatment)
    assert read_medication(issue, classify(issue))
    assert issue.proofs.needs_review == []


@pytest.mark.parametrize(
    "treatment",
    [
        "MRI of the lumbar spine",
        "Urine drug screen for Norco",
        "Injection of 5cc of lidocaine 1percent, right knee",
        "Toradol 60mg IM",
        "Vitamin D level",
        "Unspecified medication",
        "Topical cream",
        "Physical therapy #12",
        "Cold therapy unit",
        "",
    ],
)
def test_what_is_no_named_medicine(treatment: str) -> None:
    assert _read(treatment) is None


@given(st.sampled_from(DRUGS.names), st.sampled_from(["", " 10mg", " 5% cream", " #30"]))
def test_every_name_is_found_whole(name: str, rest: str) -> None:
    lower = (name + rest).encode()
    medicine = first_medicine(lower, Span(0, len(lower)), list(DRUGS.find(lower, Span(0, len(lower)))))
    assert medicine
    assert medicine.span.start == 0
    assert medicine.span.end >= len(name)


@given(
    st.lists(
        st.sampled_from(["norco", "hcl", "er", "10%", "/", "(", ")", "menthol", "and", "5mg", "#60", "x", "2 refills"]),
        max_size=12,
    )
)
def test_any_order_of_words_is_read(words: list[str]) -> None:
    found = _read(" ".join(words))
    assert found is None or (found.name and found.name in " ".join(words))


def test_a_lexicon_with_an_unknown_class_is_refused() -> None:
    with pytest.raises(ValueError, match="tonic"):
        DrugNames({"tonic": {"names": ["tonic"]}})
