"""What one treatment is called in everyday words, with its article, gender and number in each language."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from imr_llm.record.facts import Issue
from imr_llm.summary.catalogue import Argument, Catalogue, catalogue
from imr_llm.summary.excerpts import folded, shortened
from imr_llm.summary.lexicon import entries
from imr_llm.summary.lexicon.entries import Form, Gender, Noun
from imr_llm.summary.model import Language

_BEFORE_SURGERY = re.compile(r"(?<![a-z])pre[- ]?op(?:erative(?:ly)?)?(?![a-z])")
_AFTER_SURGERY = re.compile(r"(?<![a-z])post[- ]?(?:op(?:erative(?:ly)?)?|surgical)(?![a-z])")
_PELVIS = re.compile(r"^(?!.*\bhips?\b).*\bpelvi[sc]")
# A side that stands right before the back or the neck; among several parts of the body it may belong to another.
_SIDED_SPINE = re.compile(
    r"\b(?:left|right|both|bilateral)(?:[- ]sided?)?\s+"
    r"(?:lumbar|lower back|low back|back|neck|cervical|thoracic|[lct]\d|head|face)"
)
# A sentence must stay readable beside the letter's own words for a treatment.
_QUOTED_WORDS = 14
_LONGEST_NAME = 24
# Parts of the body and words that a name can bear; what is more is told in a sentence of its own.
_MOST_REGIONS = 2
_MOST_WORDS, _MOST_WORDS_OF_TWO = 13, 10


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase for a treatment. `bare` has no article: "MRI scan of your neck"; `title` heads a section.

    `quotes`: the letter's words inside it; `basis`: the pointers it rests on; `kind` chooses the wording of reasons;
    `about`: a sentence that explains the treatment, where there is one; `unsaid`: parts of the body, each as a phrase,
    that would have made the name too long.
    """

    bare: str
    definite: str
    indefinite: str
    of_definite: str
    title: str
    many: bool
    kind: str
    quotes: tuple[str, ...]
    basis: tuple[str, ...]
    about: str | None = None
    unsaid: tuple[str, ...] = ()

    def arguments(self) -> dict[str, Argument]:
        """What messages call it by."""
        return {
            "the": self.definite,
            "a": self.indefinite,
            "of": self.of_definite,
            "many": "yes" if self.many else "no",
            "kind": self.kind,
        }


def treatment_phrases(issues: tuple[Issue, ...], language: Language) -> tuple[Phrase, ...]:
    """A phrase an issue. Two issues never share one: the letter's words are added where they would."""
    phrases = [treatment_phrase(issue, index, language) for index, issue in enumerate(issues)]
    names = [phrase.bare for phrase in phrases]
    for index, issue in enumerate(issues):
        if names.count(names[index]) < 2 or not issue.treatment or phrases[index].quotes:
            continue
        words = shortened(issue.treatment, _QUOTED_WORDS)
        phrases[index] = _with_words(phrases[index], words, language)
    return tuple(phrases)


def component_names(issue: Issue, language: Language) -> tuple[Phrase, ...]:
    """A phrase for each treatment of a heading that names several; none for a heading of one."""
    return tuple(
        treatment_phrase(
            Issue(
                number=issue.number,
                treatment=part.words,
                category=part.category,
                subcategory=part.subcategory,
                body_regions=part.body_regions,
            ),
            place,
            language,
        )
        for place, part in enumerate(issue.components)
    )


def treatment_phrase(issue: Issue, index: int, language: Language) -> Phrase:
    """The everyday name of an issue's treatment.

    A drug is called by its name. Otherwise the lexicon names it, with the part of the body and whether it comes before
    or after surgery; a treatment that the lexicon does not know is its category's everyday name and the letter's words.
    """
    pointer = f"/issues/{index}"
    if issue.medication is not None:
        return _medicine(issue, pointer, language)
    words = (issue.treatment or "").lower()
    entry = next((entry for entry in entries.treatments() if entry.fits(words, issue.category)), None)
    if entry is None:
        return _unknown(issue, pointer, language)
    noun = entry.names[language]
    say = catalogue(language).text
    name, basis = noun.noun, [f"{pointer}/treatment"]
    places = _regions(issue, language) if entry.at else ()
    if places:
        placed = say("treatment-placed", noun=name, at=entry.at, region=catalogue(language).listed(places))
        most = _MOST_WORDS if len(places) == 1 else _MOST_WORDS_OF_TWO
        if len(places) <= _MOST_REGIONS and len(placed.split()) <= most:
            name, places = placed, ()
            basis.extend(region_basis(issue, pointer))
    name = _timed(name, words, say)
    phrase = _phrase(language, replace(noun, noun=name), entry.form, _kind(issue), tuple(basis))
    return replace(phrase, unsaid=places)


def _regions(issue: Issue, language: Language) -> tuple[str, ...]:
    """The parts of the body of a treatment, each as a phrase ("your left knee")."""
    say = catalogue(language).text
    spoken: list[str] = []
    words = (issue.treatment or "").lower()
    for place in issue.body_regions:
        # One code stands for both: a pelvis is no hip.
        code = "pelvis" if place.region == "pelvis_hip" and _PELVIS.search(words) else place.region
        entry = entries.regions().get(code)
        if entry is None:
            return ()
        name = entry.names[language]
        gender = f"{name.gender}_many" if name.plural else name.gender
        borrowed = entry.side == "half" and len(issue.body_regions) > 1 and not _SIDED_SPINE.search(words)
        if place.side is None and entry.side == "joint" and _of_both(code, words):
            spoken.append(say("region-plain", region=name.many, gender=f"{name.gender}_many"))
        elif place.side is None or entry.side == "none" or borrowed:
            spoken.append(say("region-plain", region=name.one, gender=gender))
        else:
            message = "region-sided" if entry.side == "joint" else "region-half"
            spoken.append(say(message, region=name.one, regions=name.many, gender=gender, side=place.side))
    return tuple(dict.fromkeys(spoken))


def _of_both(code: str, words: str) -> bool:
    """Whether the letter names a pair without saying so: "the lower extremities", "knees"."""
    limbs = {"arm": "upper extremities", "leg": "lower extremities"}
    names = (entries.regions()[code].names["en"].many, limbs.get(code))
    return any(name and re.search(rf"\b{name}\b", words) for name in names)


def _with_words(phrase: Phrase, words: str, language: Language) -> Phrase:
    """The phrase with the letter's words behind it, so that it is told apart from another of the same name."""

    def named(noun: str) -> str:
        return catalogue(language).text("treatment-same-name", noun=noun, words=words)

    return replace(
        phrase,
        bare=named(phrase.bare),
        definite=named(phrase.definite),
        indefinite=named(phrase.indefinite),
        of_definite=named(phrase.of_definite),
        title=named(phrase.title),
        quotes=(words,),
    )


def _medicine(issue: Issue, pointer: str, language: Language) -> Phrase:
    say = catalogue(language).text
    name = folded(issue.medication.name) if issue.medication else ""
    explained = _about_medicine(name, issue.subcategory, language)
    basis = (f"{pointer}/medication/name", f"{pointer}/treatment")
    if len(name) > _LONGEST_NAME:
        # A compound's name is a recipe: it is shown as the letter's words.
        noun = entries.categories()["pharmaceuticals"].names[language]
        words = shortened(name, _QUOTED_WORDS)
        noun = replace(noun, noun=say("treatment-quoted", noun=noun.noun, words=words), about=explained)
        return _phrase(language, noun, "named", "medicine", basis, (words,))
    spanish = entries.spanish_name(name) if language == "es" else None
    called = say("medicine-named", name=f"{spanish} ({name})" if spanish else name)
    spoken = _timed(called, (issue.treatment or "").lower(), say)
    return _phrase(language, Noun(spoken, about=explained), "named", "medicine", basis)


def _about_medicine(name: str, subcategory: str | None, language: Language) -> str | None:
    """What a medicine is for, by its class, else by its name."""
    known = entries.medicines().get(subcategory or "")
    if known is not None:
        return known.about[language]
    words = name.lower()
    return next((about[language] for pattern, about in entries.drugs() if pattern.search(words)), None)


def _unknown(issue: Issue, pointer: str, language: Language) -> Phrase:
    codes = entries.categories()
    known = codes.get(issue.subcategory or "") or codes.get(issue.category or "") or codes["other"]
    noun = known.names[language]
    basis = (f"{pointer}/treatment", f"{pointer}/category", f"{pointer}/subcategory")
    if not issue.treatment:
        return _phrase(language, noun, "count", known.kind, basis)
    words = shortened(issue.treatment, _QUOTED_WORDS)
    spoken = catalogue(language).text("treatment-quoted", noun=noun.noun, words=words)
    return _phrase(language, replace(noun, noun=spoken), "named", known.kind, basis, (words,))


def _kind(issue: Issue) -> str:
    codes = entries.categories()
    known = codes.get(issue.subcategory or "") or codes.get(issue.category or "") or codes["other"]
    return known.kind


def _timed(name: str, words: str, say: Callable[..., str]) -> str:
    if _BEFORE_SURGERY.search(words):
        return say("treatment-timed", noun=name, time="before")
    if _AFTER_SURGERY.search(words):
        return say("treatment-timed", noun=name, time="after")
    return name


def region_basis(issue: Issue, pointer: str) -> list[str]:
    """Pointers to the parts of the body of an issue, with the sides that it names."""
    basis: list[str] = []
    for number, place in enumerate(issue.body_regions):
        basis.append(f"{pointer}/body_regions/{number}/region")
        if place.side is not None:
            basis.append(f"{pointer}/body_regions/{number}/side")
    return basis


def _phrase(
    language: Language,
    noun: Noun,
    form: Form,
    kind: str,
    basis: tuple[str, ...],
    quotes: tuple[str, ...] = (),
) -> Phrase:
    """The noun with each article that messages ask for."""
    voice = catalogue(language)
    gender = grammar(noun.gender, noun.many)
    definite = voice.text("definite", noun=noun.noun, gender=gender)
    return Phrase(
        bare=noun.noun,
        definite=definite,
        indefinite=voice.text("indefinite", noun=noun.noun, form=_form(voice, noun, form)),
        of_definite=voice.text("of-definite", noun=noun.noun, gender=gender),
        title=definite if form == "named" else noun.noun,
        many=noun.many,
        kind=kind,
        quotes=quotes,
        basis=basis,
        about=noun.about,
    )


def _form(voice: Catalogue, noun: Noun, form: Form) -> str:
    """Which indefinite form a noun takes: none for a mass, "the" for a named thing, a or an, un or una."""
    if form == "mass" or (noun.many and form == "count" and voice.language == "en"):
        return "mass"
    if voice.language == "en":
        return "named" if form == "named" else ("an" if noun.an else "a")
    gender = grammar(noun.gender, noun.many)
    return f"named_{gender}" if form == "named" else gender


def grammar(gender: Gender, many: bool) -> str:
    """Gender and number as the messages select on them: "feminine", "feminine_many"."""
    return f"{gender}_many" if many else gender
