from datetime import date

import pytest

from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.worker.injuries import NarrativeInjury, read_mechanism, read_narrative_injury
from imr_llm.rules.worker.mechanisms import ANNOUNCEMENTS
from imr_llm.text.patterns import Ruleset, backtracking

DATED = (
    ("The worker sustained an industrial injury on 10-20-2016.", date(2016, 10, 20), None),
    ("This is a man with a date of injury on 10-20-2016.", date(2016, 10, 20), None),
    ("She has a reported date of injury of 10-25-2016.", date(2016, 10, 25), None),
    ("A male with a history of an occupational claim from 10/14/ 2016.", date(2016, 10, 14), None),
    ("Pain reportedly associated with an industrial injury of May 21, 2013.", date(2013, 5, 21), None),
    ("A female with an industrial injury date of 11-14-2016.", date(2016, 11, 14), None),
    ("DOI: 8/20/2009. He has pain.", date(2009, 8, 20), None),
    ("The date of injury is listed as 10/1/2009.", date(2009, 10, 1), None),
    ("The 35 year old male injured worker suffered an injury on 11-23-2016.", date(2016, 11, 23), None),
    ("The patient was injured at work on 2/9/2002-3/25/2002.", date(2002, 2, 9), date(2002, 3, 25)),
    ("A cumulative trauma from 1/1/2015 to 10/2/2016.", date(2015, 1, 1), date(2016, 10, 2)),
    ("A cumulative trauma injury from January 5, 2015 through August 19, 2016.", date(2015, 1, 5), date(2016, 8, 19)),
    ("A cumulative trauma injury dated 1/3/2008-5/14/2012.", date(2008, 1, 3), date(2012, 5, 14)),
    ("Cumulative trauma claim of 3/3/2013.", date(2013, 3, 3), None),
    ("The worker slipped on a wet floor on 11-21-2016. She was seen on 11-22-2016.", date(2016, 11, 21), None),
    ("The worker reported a fall off a truck on 09/06/2013.", date(2013, 9, 6), None),
    ("He was robbed at a till on 3-4-2016.", date(2016, 3, 4), None),
    ("On 1-2-2016 she was seen. Her injury was on 1-1-2016.", date(2016, 1, 1), None),
)
UNDATED = (
    "The injured worker was seen on 11-23-2016.",
    "The injured worker on 11-23-2016 complained of pain.",
    "He had a prior injury on 1/1/1999.",
    "He was treated for an unrelated non-industrial injury of 5/5/2005.",
    "An old note tells of a previous work injury dated 1/1/1999.",
    "The Doctor's First Report of Occupational Injury of 10/4/2016 was read.",
    "The claim was reviewed with an MRI dated 10/4/2016.",
    "An injury of May 2012.",
)


@pytest.mark.parametrize(("words", "start", "end"), DATED)
def test_the_date_of_injury_is_found_by_its_words(narrate, words, start, end):
    found = read_narrative_injury(narrate(words))
    assert found is not None
    assert (found.start, found.end) == (start, end)
    assert str(start.year)[2:] in words[slice(*found.span)]


@pytest.mark.parametrize("words", UNDATED)
def test_other_dates_are_not_the_injurys(narrate, words):
    assert read_narrative_injury(narrate(words)) is None


def test_a_rationale_is_asked_where_the_summary_has_no_date(narrate):
    words = "The claimant sustained a work injury on 10/20/16."
    letter = narrate("The worker has pain.", words)
    start = letter.clean.text.index("10/20/16")
    assert read_narrative_injury(letter) == NarrativeInjury(date(2016, 10, 20), None, (start, start + 8))


MECHANISMS = (
    # Told as the cause in other words than "when".
    ("He sustained a work injury on 5/3/2011 by stepping off a curb into a hole.", "stepping off a curb into a hole"),
    ("A man with a work injury on 5/17/04 who lifted a crate into a van.", "lifted a crate into a van"),
    ("She claims cumulative trauma from 1/2/2010 as a clerk, caused by threats from a guard.", "threats from a guard"),
    ("He has a cumulative trauma claim, 1/5/2018 through 3/3/2021, for overhead sanding.", "overhead sanding"),
    ("The applicant reported numbness of the hand from typing.", "typing"),
    ("The patient lifted a mail sack and felt a pop in her back.", "lifted a mail sack"),
    ("A roll of carpet slid off a rack and struck his ankle.", "A roll of carpet slid off a rack and struck his ankle"),
    ("He fell eight feet from a plank onto concrete.", "fell eight feet from a plank onto concrete"),
    ("She witnessed the deaths of two coworkers.", "witnessed the deaths of two coworkers"),
    ("A claim of continuous trauma to 5/18/2012 after being robbed three times.", "being robbed three times"),

    ("The mechanism of injury is detailed as smashing the hand on a gate.", "smashing the hand on a gate"),
    ("The mechanism of injury is detailed as a fall. The diagnosis is a sprain.", "a fall"),
    ("The mechanism of injury is detailed as a motor vehicle accident.", "motor vehicle accident"),
    ("The mechanism of injury was cumulative trauma from running a loom.", "cumulative trauma from running a loom"),
    ("Mechanism of injury occurred when the injured worker was hit by a crate then fell.", "hit by a crate then fell"),
    ("The mechanism of injury is detailed as when a drum rolled on his foot.", "a drum rolled on his foot"),
    ("The mechanism of injury is detailed as neck strain from trying to catch a box.", "trying to catch a box"),
    ("Mechanism of injury occurred when the worker felt sharp, sudden pain in the neck while getting off a bus.",
     "getting off a bus"),
    ("Mechanism of injury: stepped into a drain.", "stepped into a drain"),
    ("The mechanism was a patient transfer.", "a patient transfer"),
    ("He sustained an industrial injury on 9-14-2016 when he stepped off a dock while carrying a crate.",
     "stepped off a dock while carrying a crate"),
    ("This roofer sustained an injury on 5/26/12 from carrying shingles while employed by . Request(s) include care.",
     "carrying shingles"),
    ("She sustained an injury on 5/26/12 while employed by a hotel when she tripped on a mat.", "tripped on a mat"),
    ("He sustained an injury on 5/26/12, while lifting slabs during the course of employment.", "lifting slabs"),
    ("He was injured on 6-6-06 when a tractor rolled over.", "a tractor rolled over"),
    ("She injured her low back when lifting a heavy tray.", "lifting a heavy tray"),
    ("A cumulative trauma injury ascribed to mouse use as a clerk.", "mouse use"),
    ("She sustained an injury on 3/4/14 while pulling a patient up in bed, resulting in back pain.",
     "pulling a patient up in bed"),
    ("The IW reports that she was pulling a jammed cart when she felt a pop.", "pulling a jammed cart"),
    ("He was moving a stove when the strap broke.", "moving a stove when the strap broke"),
    ("She slipped on a wet floor on 11-21-2016.", "slipped on a wet floor"),
    ("The applicant had reportedly been assaulted by a customer.", "assaulted by a customer"),
    ("The worker was hit in the mouth with a bottle during an arrest on August 27, 2016.",
     "hit in the mouth with a bottle during an arrest"),
    ("The notes say the worker slipped and fell while working and hurt his hip on 3-8-16.", "slipped and fell"),
    ("Earlier notes described a fall from a ladder as the cause.", "a fall from a ladder"),
    ("He had pain at once after falling.", "falling"),
    ("The diagnosis is injury of unknown intent due to fall from height.", "fall from height"),
    ("She was involved in a motor vehicle accident.", "motor vehicle accident"),
    ("A cumulative trauma injury of 1/1/2015.", "cumulative trauma"),
    ("She works as a cook and was injured while carrying a pot from the stove to the sink.",
     "carrying a pot from the stove to the sink"),
    ("He was injured while lifting a box.", "lifting a box"),
    ("She was injured when she tripped over a cord from the wall.", "tripped over a cord from the wall"),
    ("The worker was injured after stepping into a hole from behind a truck.",
     "stepping into a hole from behind a truck"),
    ("The patient was injured on 1-2-16 while pushing a gurney from the ward to the lift.",
     "pushing a gurney from the ward to the lift"),
    ("He was injured at work when a pipe fell on his foot.", "a pipe fell on his foot"),
    ("She injured her left knee while kneeling to stock a shelf.", "kneeling to stock a shelf"),
    ("The applicant was hurt while moving a desk from one room to another.", "moving a desk from one room to another"),
    ("He hurt himself when he slipped off a step.", "slipped off a step"),
    ("He was injured lifting a crate of oranges.", "lifting a crate of oranges"),
    ("The claimant was injured due to a fall from a scaffold.", "a fall from a scaffold"),
    ("He was injured when, while climbing down, he missed a rung from the top.",
     "climbing down, he missed a rung from the top"),
    ("The patient got hurt when a rope snapped.", "a rope snapped"),
    ("She was injured from lifting patients.", "lifting patients"),
    ("He was injured from 1-2-2001 to 3-4-2010 while laying bricks.", "laying bricks"),
    ("He was pinned between a forklift and the wall of a warehouse.",
     "pinned between a forklift and the wall of a warehouse"),
    ("He was crushed between the bumper and the dock and was taken to hospital.",
     "crushed between the bumper and the dock"),
    ("Her hand was caught between the press and the die.", "hand was caught between the press and the die"),
    ("He slipped on the ramp and the worker was taken to hospital.", "slipped on the ramp"),
    # What the worker said besides is no part of it.
    ("He was hurt when he lifted a bucket of tile and that he needs to be taken off work.", "lifted a bucket of tile"),
    ("He fell from a ladder and that his back hurts.", "fell from a ladder"),
    ("He fell on the knee and the hand.", "fell on the knee and the hand"),
    ("He was struck by a door and the frame of a window.", "struck by a door and the frame of a window"),
    ("She slipped on oil and the supervisor called for help.", "slipped on oil"),
    ("He was pushing a cart when the wheel stuck and the load shifted.", "pushing a cart when the wheel stuck"),
    ("He was hit by a beam and the pain began at once.", "hit by a beam"),
    ("His foot was wedged between a pallet and the side of the rack.",
     "foot was wedged between a pallet and the side of the rack"),
    ("The mechanism of injury is detailed as being squeezed between a bus and the curb.",
     "being squeezed between a bus and the curb"),
    ("He fell between the truck and the platform and fractured his leg.", "fell between the truck and the platform"),
    ("On May 5, 2016 she was held at gunpoint in her store.", "held at gunpoint in her store"),
    ("She was robbed at knifepoint while closing the shop.", "robbed at knifepoint while closing the shop"),
    ("He was threatened by an inmate with a razor.", "threatened by an inmate with a razor"),
    ("He had rolled his left ankle on a loose brick.", "rolled his left ankle on a loose brick"),
    ("The patient stood up under a shelf and hit the top of his head.",
     "stood up under a shelf and hit the top of his head"),
    ("She bent down to pick up a pen and struck her forehead on the desk.",
     "bent down to pick up a pen and struck her forehead on the desk"),
    ("The worker jammed her left thumb in a drawer.", "jammed her left thumb in a drawer"),
    ("He bumped his elbow on a lathe.", "bumped his elbow on a lathe"),
    ("He was run into by a motorized cart.", "run into by a motorized cart"),
    ("The applicant landed on his outstretched hand.", "landed on his outstretched hand"),
    ("She banged her knee against a bed frame.", "banged her knee against a bed frame"),
    ("He hit his head on a beam and sustained a laceration.", "hit his head on a beam"),
    ("The claimant jumped off a truck and landed on his heel.", "jumped off a truck and landed on his heel"),
    ("She was mugged in the parking lot.", "mugged in the parking lot"),
    ("The worker ran into a glass door.", "ran into a glass door"),
    ("He caught his right hand in a conveyor belt.", "caught his right hand in a conveyor belt"),
    ("A crate of tiles landed on his foot.", "A crate of tiles landed on his foot"),
    ("He was shoved by a customer and hit his head on a counter.",
     "shoved by a customer and hit his head on a counter"),
    ("The employee turned his ankle on a curb.", "turned his ankle on a curb"),
    ("On 8-1-2016 the applicant reported that she had been robbed at gunpoint.", "robbed at gunpoint"),
    ("The worker sustained an injury on 5-9-2008. On 8-1-2008 he reported that he had rolled his ankle on a hose.",
     "rolled his ankle on a hose"),
    ("He was walking to his car when he was robbed.", "walking to his car when he was robbed"),
    ("He jarred his back stepping off a curb.", "jarred his back stepping off a curb"),
    ("The pharmacist was held up at gunpoint on 10-1-2016.", "held up at gunpoint"),
    ("A pallet of bricks fell on her left foot.", "A pallet of bricks fell on her left foot"),
    ("A steel door struck his right elbow.", "A steel door struck his right elbow"),
    ("She had been threatened and then robbed by two men.", "threatened and then robbed by two men"),
    ("The nurse was kicked by a patient and hit her head on a rail.", "kicked by a patient and hit her head on a rail"),
    ("He was run over by a cart between the aisle and the exit.", "run over by a cart between the aisle and the exit"),
    ("He was injured while walking from the yard to the office when he tripped over a pipe.",
     "walking from the yard to the office when he tripped over a pipe"),
    ("The IW was injured when he was pinned between a crane and the hull.", "pinned between a crane and the hull"),
    ("She was injured while working as a maid when she slipped on soap.", "slipped on soap"),
    ("He was injured while working for a farm when a cow kicked him.", "a cow kicked him"),
    ("She injured herself lifting a child from a crib to a table.", "lifting a child from a crib to a table"),
    ("The worker squatted under a truck and banged his head on the axle.",
     "squatted under a truck and banged his head on the axle"),
    ("The employee got up quickly and struck her knee on a drawer.", "got up quickly and struck her knee on a drawer"),
    ("He reports that he was threatened with a knife during a theft.", "threatened with a knife during a theft"),
    ("She reported she was struck by a ball and the teacher was called.", "struck by a ball"),
    ("He fell from a roof and the injured worker was seen that day.", "fell from a roof"),
    ("She tripped on a mat and the floor.", "tripped on a mat and the floor"),
    ("She hurt her low back lifting a child from a crib to a table.", "lifting a child from a crib to a table"),
    ("He injured his knee when he fell while lifting a box.", "fell while lifting a box"),
    ("She felt a pop in her back while lifting a sack of flour.", "lifting a sack of flour"),
    ("While reaching overhead for a tray, she felt a pull in her neck.", "reaching overhead for a tray"),
    ("While pushing a loaded cart on 9/9/2013, he felt sudden pain.", "pushing a loaded cart"),
    ("She developed gradual onset of wrist pain from repetitive typing.", "repetitive typing"),
    ("She attributes her symptoms to repetitive keyboard use.", "repetitive keyboard use"),
    ("He developed back pain as a result of prolonged driving of a forklift.", "prolonged driving of a forklift"),
    ("The injury was the result of a bus collision in which he was thrown.", "a bus collision in which he was thrown"),
    ("The injury of 3/3/2019 is described as a trip over a hose.", "a trip over a hose"),
    ("The injury came about when a stack of lumber shifted.", "a stack of lumber shifted"),
    ("He got his thumb caught in a press.", "got his thumb caught in a press"),
    ("A roofer whose fingers were caught in a saw.", "fingers were caught in a saw"),
    ("She strained her back transferring a resident.", "transferring a resident"),
    ("A cook burned his arm when a fryer tipped over.", "a fryer tipped over"),
    ("On 2/3/2012 the chair she sat on broke and she fell.", "the chair she sat on broke and she fell"),
    ("He reports that a cable snapped and hit his eye.", "a cable snapped and hit his eye"),
    ("The date of injury is 6/1/1999. She lifted a mail sack.", "lifted a mail sack"),
    ("He was injured in an altercation with a shoplifter.", "an altercation with a shoplifter"),
    ("He has hearing loss after 20 years of exposure to loud machinery.", "exposure to loud machinery"),
    ("He has asthma due to exposure to solvents.", "exposure to solvents"),
)  # fmt: skip
NO_MECHANISM = (
    "The mechanism of injury was not provided.",
    "Mechanism of injury is unclear.",
    "The worker sustained an industrial injury on 10-20-2016. The worker has pain.",
    "A male with a history of an occupational claim from 10/14/2016.",
    "The 42 year old patient sustained an injury on 7/22/09 while employed by a packing house.",
    "She was injured on 3/2/2009 while performing her regular duties.",
    "The worker has trouble falling asleep and fell asleep late.",
    "He denied any fall from a height.",
    "He had a prior injury in 1999 from a car accident.",
    "The worker sustained an injury on 5-9-2008. The worker had a fall in the shower on 8-1-2015.",
    "She reports that her knee hurts when walking from the bus.",
    "He had hit his limit of therapy.",
    "She cut her hydrocodone in half.",
    "He struck his supervisor as irritable.",
    "She turned her head with pain.",
    "He bent forward to 60 degrees.",
    "The patient raised her right arm to 90 degrees.",
    "The worker sustained an injury on 5-9-2008. On 8-1-2015 he slipped in his shower.",
    "She turned her neck to the left with pain.",
    "He caught a falling box and the strap tore.",
    "A TENS unit dropped her pain to 3.",
    "The dose was cut by half.",
    "A vertebra was wedged at L1.",
    "He had lost control of his bladder.",
    "The patient was injured on 10-1-2016. She has pain when walking.",
    "He was injured while employed by a farm.",
    "He sustained an injury on 3/3/2013. He lifted his arm to 90 degrees.",
    "He sustained an injury on 10-25-16. He raised concerns about surgery.",
    "She felt relief after the injection. She noticed sharp pain after therapy.",
    "On 10/10/2013 the patient broke down crying.",
    "While performing the straight leg raise, the patient felt pain.",
    "She attributes her improvement to acupuncture.",
    "The patient attributes the pain to the fusion.",
    "The doctor attributed the pain to facet arthropathy.",
    "She injured her back, requiring surgery.",
)


@pytest.mark.parametrize(("words", "expected"), MECHANISMS)
def test_the_account_is_cut_down_to_the_act(narrate, words, expected):
    letter = narrate(words)
    proofs = Proofs(letter.clean)
    assert read_mechanism(letter, proofs) == expected
    assert [place.quote for place in proofs.evidence["/injury/mechanism"]] == [expected]


@pytest.mark.parametrize("words", NO_MECHANISM)
def test_no_account_is_made_up(narrate, words):
    letter = narrate(words)
    proofs = Proofs(letter.clean)
    assert read_mechanism(letter, proofs) is None
    assert proofs.evidence == {}


def test_the_plainest_account_of_a_rationale_is_taken(narrate):
    letter = narrate(
        "The worker has pain.",
        "He sustained a work injury on 1/2/16 when he fell with a wrist fracture. "
        "His injury occurred while working as a driver when he fell while closing a gate.",
    )
    assert read_mechanism(letter, Proofs(letter.clean)) == "fell while closing a gate"


def test_a_guideline_recital_is_no_account(narrate):
    letter = narrate("The worker has pain.", "The guideline covers people who fell from a height or were struck.")
    assert read_mechanism(letter, Proofs(letter.clean)) is None


@pytest.mark.parametrize("words", [words for words, _ in MECHANISMS] + list(NO_MECHANISM))
def test_re_reads_the_announcements_as_re2_does(narrate, words):
    letter = narrate(words)
    span = letter.sections.case_summary
    assert span is not None
    fast, slow = Ruleset(ANNOUNCEMENTS), Ruleset(ANNOUNCEMENTS, backtracking)
    found = [(hit.rule.name, hit.span) for hit in fast.find(letter.clean.lower, span)]
    assert found == [(hit.rule.name, hit.span) for hit in slow.find(letter.clean.lower, span)]
