"""The judge of one plain sentence: everything that it says must be licensed by the words that it is given for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from imr_llm.grounds.verify.lexicon import lexicon, words_of
from imr_llm.grounds.verify.licence import Licence, Words
from imr_llm.grounds.verify.never import judge_conduct
from imr_llm.grounds.verify.polarity import DEPENDENCE, NOT_NEEDED, Clause, told_clauses
from imr_llm.summary.model import Language
from imr_llm.summary.readability.sentences import sentences_of
from imr_llm.summary.verify.body import Place, bodily, places, sides
from imr_llm.summary.verify.folding import fold
from imr_llm.summary.verify.medicines import medicines, medicines_in_spanish
from imr_llm.summary.verify.quantities import Quantity, dates, quantities, same_day

LONGEST = 30
# What is said of any letter tells nothing of this one.
_LEAST_WEIGHT = 2
# Of so short a quote hardly more than one word can be told: "The duration of use was not noted".
_SHORT_QUOTE = 7
# What will be is no fact of a record; the accent tells it from other forms.
_FUTURE = re.compile(r"\b\w{2,}(?:ará|erá|irá|drá|ará|arán|erán|irán|drán)\b")
_QUOTED_FUTURE = re.compile(r"\bwill\b")
_RANGE = re.compile(r"\b(?P<low>\d{1,4}) ?(?:to|a|-) ?(?P<high>\d{1,4})\b(?! ?-)")
# Numbers that the letter may have said in words which count no unit.
_SPELLED: dict[float, re.Pattern[str]] = {
    1: re.compile(r"\b(?:one|an?|single|once|daily|qd)\b"),
    2: re.compile(r"\b(?:both|two|pair|bilateral|bid|b\.i\.d)\b"),
    3: re.compile(r"\b(?:tid|t\.i\.d)\b"),
    4: re.compile(r"\b(?:qid|q\.i\.d)\b"),
}
# Of everyday words that no quote gives, a sentence may have so many.
_MOST_EVERYDAY = 3
_PARTS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"[,;:]|\b(?:and|but|because|so|although|though|while|or)\b"),
    "es": re.compile(r"[,;:]|\b(?:y|e|pero|porque|aunque|mientras|asi|o)\b"),
}
# A medical word explained: it tells nothing of this worker, so it may use the lexicon's words for any other.
_GLOSS = re.compile(r"\([^()]*\)")
_BRACKETS = re.compile(r" *\([^()]*\)")


class RefusalKind(StrEnum):
    """Why a sentence does not stand."""

    FORM = "form"
    CONDUCT = "conduct"
    NUMBER = "number"
    DATE = "date"
    SIDE = "side"
    BODY_PART = "body_part"
    DRUG = "drug"
    WORD = "word"
    NEGATION = "negation"
    UNPROVEN = "unproven"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A kind, and the words of the sentence that it is for."""

    kind: RefusalKind
    words: str


def refusals(sentence: str, licence: Licence, language: Language) -> tuple[Refusal, ...]:
    """Why a sentence may not be told for a quote; nothing where it may."""
    return tuple(dict.fromkeys(_refusals(sentence, licence, language)))


def without_brackets(sentence: str) -> str:
    """A sentence without what it explains in brackets."""
    return _BRACKETS.sub("", sentence)


def _refusals(sentence: str, licence: Licence, language: Language) -> Iterator[Refusal]:
    text = fold(sentence)
    if (
        len(sentences_of(sentence)) != 1
        or not sentence.rstrip().rstrip('"”').endswith(".")
        or len(sentence.split()) > LONGEST
    ):
        yield Refusal(RefusalKind.FORM, sentence)
    for words in judge_conduct(text, licence.quote.folded, language):
        yield Refusal(RefusalKind.CONDUCT, words)
    if (
        language == "es"
        and (future := _FUTURE.search(sentence.lower()))
        and not _QUOTED_FUTURE.search(licence.quote.folded)
    ):
        yield Refusal(RefusalKind.CONDUCT, future.group())
    yield from _figures(text, licence, language)
    yield from _ordered(text, licence, language)
    yield from _bodily(_GLOSS.sub(" ", text), licence, language)
    drugs = medicines(text) if language == "en" else medicines_in_spanish(text)
    for drug in sorted(drugs - licence.quote.medicines - licence.heading.medicines):
        yield Refusal(RefusalKind.DRUG, drug)
    if fate := _FATE[language].fullmatch(text.strip()):
        yield from _fated(fate, licence)
        return
    yield from _unlicensed(dates(text)[1], licence, language)
    proved = [list(_denied(_GLOSS.sub(" ", text), words, language)) for words in (licence.quote, licence.twin) if words]
    yield from min(proved, key=len)


# What was decided of another treatment, in the words that the question gives; who is asked may name that treatment.
_FATE = {
    "en": re.compile(
        r"(?P<what>the [a-z]+(?: [a-z]+)?) (?:that|which) (?:it|they|this|these) (?:goes|go|belongs?) (?:with|to)"
        r" (?:was|were) (?P<no>not )?found to be needed\."
    ),
    "es": re.compile(
        r"(?P<what>(?:la|el|las|los) [a-z]+(?: [a-z]+)?) con (?:la|el|las|los) (?:que|cual|cuales) van?"
        r" (?P<no>no )?se (?:considero|consideraron) necesari[oa]s?\."
    ),
}
_DENIED_THERE = re.compile(
    rf"{NOT_NEEDED.pattern}|\bnon-?certif\w+|\bden(?:y|ied|ial)\b"
    r"|\bnot (?:been )?(?:approved|authorized|granted|allowed)\b"
)
_GRANTED_THERE = re.compile(
    r"\b(?:approved|authorized|certified|granted|necessary|needed|goes forward|going forward|scheduled|to undergo"
    r"|supported|overturned|appropriate)\b"
)
_NO_WORD = re.compile(r"\b(?:not?|non|never|neither|nor|without)\b")


def _fated(fate: re.Match[str], licence: Licence) -> Iterator[Refusal]:
    """The quote has to say of that treatment that it is, or is not, needed."""
    quote = licence.quote.folded
    if fate["no"]:
        proved = _DENIED_THERE.search(quote) is not None
    else:
        proved = _GRANTED_THERE.search(quote) is not None and not _NO_WORD.search(quote)
    if not proved:
        yield Refusal(RefusalKind.UNPROVEN, fate.group())


_BEFORE = {
    "letter": re.compile(
        r"\b(?:before|prior|previous\w*|earlier|preced\w+|ago|until|first|initial\w*|past|pre-?\w*|already)\b"
    ),
    "en": re.compile(r"\b(?:before|until|ago)\b"),
    "es": re.compile(r"\b(?:antes|hasta|hace)\b"),
}
_AFTER = {
    "letter": re.compile(r"\b(?:after\w*|follow\w*|since|subsequent\w*|post\w*|later|thereafter|once)\b"),
    "en": re.compile(r"\b(?:after|since|following)\b"),
    "es": re.compile(r"\b(?:despues|desde|tras|luego)\b"),
}
_PIVOT = re.compile(r"\b(?:before|after|prior to|following|preceding)\b")


def _ordered(text: str, licence: Licence, language: Language) -> Iterator[Refusal]:
    """Before is not after: where the letter says the one alone, a sentence does not say the other alone."""
    quote = licence.quote.folded
    if _PIVOT.search(quote) is None:
        return
    for this, other in ((_BEFORE, _AFTER), (_AFTER, _BEFORE)):
        found = this[language].search(text)
        if found and not other[language].search(text) and not this["letter"].search(quote):
            yield Refusal(RefusalKind.WORD, found.group())


def _figures(text: str, licence: Licence, language: Language) -> Iterator[Refusal]:
    """Dates and numbers that are not the letter's."""
    days, without = dates(text)
    for day in days:
        if not any(same_day(day, known) for known in licence.quote.days | licence.heading.days):
            yield Refusal(RefusalKind.DATE, "-".join(map(str, day)))
    for match in _RANGE.finditer(without):
        if int(match["low"]) == int(match["high"]):
            yield Refusal(RefusalKind.NUMBER, match.group())
    for quantity in quantities(without, language):
        figure = without[quantity.start : quantity.end]
        # "Un", "una" and "a" are articles.
        if (quantity.number != 1 or figure.isdigit()) and not _counted(quantity, licence):
            yield Refusal(RefusalKind.NUMBER, figure)


def _unlicensed(text: str, licence: Licence, language: Language) -> Iterator[Refusal]:
    """Words that nothing licenses. One in brackets explains, and may be any word that explains another.

    A few everyday words that carry no fact may stand beside words that the quote gives: in each clause, and in all.
    """
    glosses, everyday = lexicon().glosses[language], lexicon().everyday[language]
    explained = " ".join(_GLOSS.findall(text))
    for word in words_of(explained):
        explains = (word in glosses or word in everyday) and not bodily(word, language)
        if not explains and not licence.licenses(word, language):
            yield Refusal(RefusalKind.WORD, word)
    if any(clause.no for clause in told_clauses(explained, language)):
        yield Refusal(RefusalKind.NEGATION, explained)
    added: list[str] = []
    for clause in _PARTS[language].split(_GLOSS.sub(" ", text)):
        unlicensed = [word for word in words_of(clause) if not licence.licenses(word, language)]
        yield from (Refusal(RefusalKind.WORD, word) for word in unlicensed if word not in everyday)
        free = [word for word in unlicensed if word in everyday]
        if len(free) > _quoted(clause, licence, language):
            yield from (Refusal(RefusalKind.WORD, word) for word in free)
        added.extend(free)
    if len(added) > _MOST_EVERYDAY:
        yield from (Refusal(RefusalKind.WORD, word) for word in added)


def _quoted(text: str, licence: Licence, language: Language) -> int:
    """How many telling words and numbers of a text its quote gives."""
    idle = lexicon().idle[language]
    return sum(_counted(one, licence) for one in quantities(text, language)) + sum(
        word not in idle and bool(licence.quote.places_of(word, language)) for word in dict.fromkeys(words_of(text))
    )


def _counted(quantity: Quantity, licence: Licence) -> bool:
    """Whether the letter has the number: for the same unit, where it has the number with a unit."""
    known = [one for one in licence.quote.quantities if one.number == quantity.number]
    if not known:
        # Of the heading only what counts the same: its other numbers are not what the quote speaks of.
        known = [
            one
            for one in licence.heading.quantities
            if one.number == quantity.number and (one.unit == quantity.unit or not licence.quote.quantities)
        ]
    spelled = _SPELLED.get(quantity.number)
    if spelled is not None and spelled.search(licence.quote.folded):
        return True
    units = {one.unit for one in known} - {None}
    return bool(known) and (quantity.unit is None or not units or quantity.unit in units)


def _bodily(text: str, licence: Licence, language: Language) -> Iterator[Refusal]:
    for place in places(text, language):
        mine = [one for one in licence.quote.places if _overlap(place, one)]
        known = mine or [one for one in licence.heading.places if _overlap(place, one)]
        if not known:
            yield Refusal(RefusalKind.BODY_PART, " ".join(place.regions))
        elif place.side and not _sided(place.side, known, licence.quote if mine else licence.heading, licence):
            yield Refusal(RefusalKind.SIDE, place.side)
    quoted = licence.quote.sides or licence.heading.sides
    for side in sides(text, language):
        if side not in quoted and not (side == "both" and {"left", "right"} <= quoted):
            yield Refusal(RefusalKind.SIDE, side)


def _overlap(one: Place, other: Place) -> bool:
    return bool(set(one.regions) & set(other.regions))


def _sided(side: str, known: list[Place], words: Words, licence: Licence) -> bool:
    told = {one.side for one in known if one.side}
    if side in told or (side == "both" and {"left", "right"} <= told):
        return True
    return not told and side in (words.sides or licence.heading.sides)


# Words by which a sentence or the letter says that something is not told, rather than that it is not so.
_TOLD_OF = {
    "en": re.compile(
        r"\b(?:records?|notes?|papers?|letter|report\w*|request\w*|show\w*|say|says|said|tells?|told|state[sd]?|clear\w*"
        r"|mention\w*|list\w*|found|find|saw|see|seen|sign|signs|describ\w+|explain\w*|writ\w+|wrote|reviewer|evidence"
        r"|proof|prove[sd]?|unclear|unknown|known|missing|given|name[sd]?|document\w*|indicat\w+|noted|notation|submitted"
        r"|provided|specified|discuss\w*|information|doctor|point\w*|appear\w*|seem\w*|support\w*|stud(?:y|ies)|includ\w+|speak\w*|spoke|detail\w*|give|gave)\b"
    ),
    "es": re.compile(
        r"\b(?:notas?|registros?|expediente|papeles|carta|informe\w*|reporte\w*|solicitud|pedido|muestr\w+|mostr\w+|dice\w*"
        r"|dij\w+|indic\w+|clar[oa]\w*|mencion\w*|encontr\w+|vio|ve|senal\w*|describ\w+|explic\w+|escrib\w+|revisor\w*"
        r"|prueba\w*|consta\w*|aparec\w+|falta\w*|sabe\w*|document\w+|medico|doctor\w*|anot\w+|hay|quedo|apunt\w+|aclar\w+"
        r"|precis\w+|hubo|demuestr\w+|entreg\w+|parec\w+|respald\w+|estudio\w*|incluy\w+|habla\w*|hallaron|da|dan|dio"
        r"|dieron|proporcion\w+|detall\w+|inform\w+|especific\w+)\b"
    ),
}
_TELLING = (
    r"(?:document\w*|evidence|indication|indicat(?:es?|ing|ed that)|mention\w*|records?|recorded|report\w*|notation"
    r"|noted|provided|stated|specified|describ\w+|detail\w*|submitted|shown?|shows?|demonstrat\w*|discuss\w*|information)"
)
# A reason that is not given is a ground that has no other words.
_REASON_LACKING = re.compile(
    r"\b(?:no|not|lack\w*|without|absence)\b[^.;]{0,60}\b(?:rationale|reasons?|justification|explanation)\b"
)
_REASON = {
    "en": re.compile(r"\b(?:reasons?|why|explain\w*)\b"),
    "es": re.compile(r"\b(?:razon\w*|por que|motivo\w*|explic\w+)\b"),
}
# The letter says that something is not told.
_NOT_TOLD = re.compile(
    r"\b(?:no|not|never|without|lack of|lacks?|lacking|absence of|insufficient|inadequate|fail\w* to|neither|nor)"
    rf"(?: [a-z'-]+){{0,4}} {_TELLING}\b|\b{_TELLING}(?: [a-z'-]+){{0,3}} (?:not|never|lacking|missing|unclear)\b"
    r"|\b(?:unclear|unknown|unspecified|undocumented)\b"
)


def _denied(text: str, quote: Words, language: Language) -> Iterator[Refusal]:
    """What a clause of the sentence denies, the clause of the quote that it tells must deny, and the reverse."""
    empty = True
    for clause in told_clauses(text, language):
        told = text[clause.start : clause.end]
        of, places_told = _clauses_told(told, quote, language)
        if not of:
            if clause.no and not any(known.no for known in quote.clauses):
                yield Refusal(RefusalKind.NEGATION, told.strip())
            continue
        empty = False
        if not clause.no and DEPENDENCE[language].search(told) and NOT_NEEDED.search(quote.folded):
            continue
        turned = not clause.no and not clause.against and _only_denied(quote, places_told)
        if turned or not any(known.goes_with(clause) for known in of):
            yield Refusal(RefusalKind.NEGATION, told.strip())
        elif clause.no and not _TOLD_OF[language].search(told):
            words = quote.folded
            if all(known.no and _NOT_TOLD.search(words[known.start : known.end]) for known in of):
                yield Refusal(RefusalKind.UNPROVEN, told.strip())
    least = _LEAST_WEIGHT if len(quote.text.split()) > _SHORT_QUOTE else 1
    if not empty and _REASON_LACKING.search(quote.folded) and _REASON[language].search(text):
        least = 0
    if empty or _weight(text, quote, language) < least:
        yield Refusal(RefusalKind.EMPTY, text)


def _weight(text: str, quote: Words, language: Language) -> int:
    """How much of its own quote a sentence tells: words, numbers and dates of it count twice, words for them once."""
    idle, generic = lexicon().idle[language], lexicon().generic[language]
    days, without = dates(text)
    weight = 2 * len(days) + 2 * sum(quantity.number != 1 for quantity in quantities(without, language))
    for word in dict.fromkeys(words_of(without)):
        if word not in idle and word not in generic and quote.places_of(word, language):
            weight += 1 + quote.has(word, language)
    return weight


def _clauses_told(told: str, quote: Words, language: Language) -> tuple[list[Clause], list[tuple[int, ...]]]:
    """The clauses of the quote that a clause of a sentence tells, those with the most of its words.

    Beside them, where in the quote each of its words stands.
    """
    idle = lexicon().idle[language]
    places_told = [quote.places_of(word, language) for word in dict.fromkeys(words_of(told)) if word not in idle]
    figures = quantities(quote.folded, "en")
    places_told.extend(
        tuple(one.start for one in figures if one.number == quantity.number) for quantity in quantities(told, language)
    )
    places_told = [at for at in places_told if at]
    counted = [
        sum(any(known.start <= place < known.end for place in at) for at in places_told) for known in quote.clauses
    ]
    most = max(counted, default=0)
    best = [known for known, count in zip(quote.clauses, counted, strict=True) if count == most and most > 0]
    return best, places_told


def _only_denied(quote: Words, places_told: list[tuple[int, ...]]) -> bool:
    """Whether the quote has a word that a sentence affirms only where it denies it."""
    denied, affirmed = ([one for one in quote.clauses if bool(one.no) is no] for no in (True, False))
    return any(_within(at, denied) and not _within(at, affirmed) for at in places_told)


def _within(at: tuple[int, ...], clauses: list[Clause]) -> bool:
    return any(clause.start <= place < clause.end for clause in clauses for place in at)
