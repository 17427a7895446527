"""What is denied: clause by clause, of the letter and of a plain sentence."""

import re
from dataclasses import dataclass

from imr_llm.summary.model import Language

# A verb with its subject makes a clause of its own; without one ("and was monitored") it goes on under the "no" before.
_SUBJECT = {
    "en": r"(?:an?|the|there|this|these|those|it|he|she|they|you|his|her|its|your|all|both|each|most|some|none|no"
    r"|neither)",
    "es": r"(?:el|la|los|las|usted|su|sus|esto|eso|este|esta|ese|esa|ningun\w*|no)",
}
_VERB = {
    "en": r"(?:is|are|was|were|has|have|had|does|do|did|can|could|may|might|will|would|shows?|showed|goes|remains?"
    r"|continues?|requires?|supports?|states?|stated|said|fell|rose|returned|turns?|names?|lies|gives?|gave|went|asks?"
    r"|came|comes?|led|made|makes?|found|helped|improved|occurred|resulted|exists?|existed|appears?|seems?|remained)",
    "es": r"(?:es|son|fue|fueron|era|eran|esta|estan|estaba|tiene|tenia|tuvo|ha|han|habia|hay|puede|podia|muestra\w*"
    r"|va|van|dice\w*|dijo|bajo|subio|sigue|pide|requiere|apoya|nombra|se|[a-z]{3,}ria[n]?)",
}
_SHORTEST_CLAUSE = 5
_ANY_VERB = {
    "en": re.compile(rf"\b(?:{_VERB['en']}|be|been|[a-z]{{3,}}ed)\b"),
    "es": re.compile(
        rf"\b(?:{_VERB['es']}|[a-z]{{2,}}(?:o|aron|ieron|aba|aban|ia|ian|ado|ido|ada|ida|ados|idos|adas|idas|an|en))\b"
    ),
}
# A clause ends where a contrast begins, and where a verb with a subject of its own follows.
_BREAK = {
    "en": re.compile(
        r"[.;:](?= |$)|(?<=[a-z]{3})\.(?=[a-z]{2})|, (?:yet|while)\b"
        r"|,? ?\b(?:but|however|although|though|despite|whereas|even though)\b"
        r"|,(?= (?:which|who|that) (?:the|this|his|her|your) [a-z]+ )|,(?= for which\b)|,(?= an? absent\b)"
        r"|,(?= which [^,.;]{0,40}?\b(?:does|do|did) not\b)|,? so that\b"
        r"|,(?= (?:as|since|because) (?:the|an?|he|she|it|there|this) )"
        rf"|,(?= (?:which|who) (?!(?:is|are|was|were|has|have|had) (?:not|never)){_VERB['en']}\b)"
        rf"|(?:,|,? \b(?:and|so|so that))(?= ?{_SUBJECT['en']}\b[^,.;]{{0,60}}?\b{_VERB['en']}\b)"
        r"|(?:,|,? and)(?= (?:is|are|was|were|has|have|had|does|do|did|can|could) (?:not|never)\b)|,? and(?= cannot\b)"
        r"|, and(?= [a-z]+(?: [a-z]+)? (?:is|are|was|were|has|have|had|does|do|did) (?:not|never)\b)"
        r"|,? and(?= [^,.;]{0,40}\bthat (?:is|are|was|were) not\b)"
    ),
    "es": re.compile(
        r"[.;:](?= |$)|,? ?\b(?:pero|aunque|sin embargo|a pesar de)\b|, mientras(?: que)?\b|, (?=que no\b)"
        rf"|(?:,|,? \b(?:y|asi que))(?= ?{_SUBJECT['es']}\b[^,.;]{{0,60}}?\b{_VERB['es']}\b)"
        r"|,? y(?= (?:todavia|aun|sigue|siguen|tiene|esta|ha|es)\b)|, y(?= [a-z]+ no\b)|,? y(?= no (?:se )?[a-z]+\b)"
    ),
}
# "Has not had therapy and has weakness": the no of a verb ends where the next verb begins, unless it governs a "that".
_VERB_DENIED = re.compile(r"\b(?:is|are|was|were|has|have|had|did|does|do|can|could) not\b")
_GOVERNS = re.compile(
    r"\b(?:that|if|whether|documentation|evidence|indication|mention|show\w*|document\w*|establish\w*)\b"
)
_NEXT_VERB = re.compile(r",? and(?= (?:is|are|was|were|has|have|had|continues|remains|reports|still)\b)")
# A plain no.
_NO = {
    "en": re.compile(
        r"\b(?:no|not|never|none|neither|nor|without|cannot|nothing|nowhere|lack\w*|absen\w+|missing|unable|inability"
        r"|unclear|unknown|unspecified|undocumented|insufficient\w*|inadequa\w+|illegib\w+|deficien\w+|devoid|inconsistent\w*|incompatible"
        r"|fail(?:s|ed|ure|ing)? to|unnecessar\w+|unlikely|undermin\w+|hardly|left out|leaves? out|unsupported"
        r"|unsure|uncertain\w*|incomplete\w*|unable|unrelated|out of|doubt\w*|questionabl\w+|unwarranted|precludes?"
        r"|reduc\w+ the likelihood|prevents?)\b"
    ),
    "es": re.compile(
        r"\b(?:no|nunca|jamas|tampoco|sin|nada|ningun\w*|nadie|falt\w+|ausen\w+|carec\w+|desconoc\w+|ilegib\w+"
        r"|insuficien\w+|incomplet\w+|dud\w+|improbable|imposible|impid\w+|imped\w+)\b"
    ),
}
# What speaks against something without a "no": told with one or without.
_AGAINST = {
    "en": re.compile(
        r"\b(?:fail\w*|refractory|unsuccessful\w*|ineffective|intoleran\w+|contraindicat\w+|normal|intact|negative"
        r"|unremarkable|benign|den(?:y|ies|ied)|unchanged|same|stop\w*|minimal\w*|little|few|against|exhausted"
        r"|discontinu\w+|silent|disappoint\w+|dissatisf\w+|poor\w*|worse\w*|without success)\b"
    ),
    "es": re.compile(
        r"\b(?:fall\w+|fracas\w+|sin exito|sin resultado|normal\w*|negativ\w*|mal|mala|malo|peor\w*|igual"
        r"|mism[oa]s?|dej\w+|poc[oa]s?|en contra|agot\w+|desaconsej\w+)\b"
    ),
}
# Of these, what says that it went badly: nothing without a word of it tells that.
_FAILURE = {
    "en": re.compile(
        r"\b(?:fail\w*|refractory|unsuccessful\w*|ineffective|intoleran\w+|contraindicat\w+|against|den(?:y|ies|ied)"
        r"|worse\w*|poor\w*|disappoint\w+|without success)\b"
    ),
    "es": re.compile(
        r"\b(?:fall\w+|fracas\w+|sin exito|sin resultado|negativ\w*|mal|mala|malo|peor\w*|empeor\w*|en contra"
        r"|contraindic\w+|intoler\w+|niega|nego|desaconsej\w+)\b"
    ),
}
# What sounds like a no and is a name, or only speaks against ("sin exito").
_IDIOM = {
    "en": re.compile(
        r"\b(?:without (?:a )?(?:prescription|surgery|contrast|medicine|success)|no more than|not only|nothing but"
        r"|no\. \d|over the counter|over-the-counter|non-[a-z]+|in no uncertain terms|still off work"
        r"|\b(?:had|has|have|was|were|is|are|did|do) or (?:had|has|have|was|were|is|are|did|do) not\b"
        r"|\bor not\b(?=$|[.,;])|\bwhether or not\b"
        r"|out of (?:place|\d+|bed|the house|the home|proportion))"
        r"|(?<=no need for it )without\b|(?<=no need for them )without\b"
    ),
    "es": re.compile(
        r"\b(?:sin (?:receta|cirugia|contraste|medicina|exito|resultado|trabajar)|no mas de|no solo"
        r"|cuando (?:le )?falta\w* (?:la|el|una) (?:medicina|dosis|medicamento)"
        r"|(?:no )?muestran? mas que|no (?:hay )?mas que|o no(?= |$|[.,])|(?:hac|hag|hic|hiz)\w* falta(?: sin)?)\b"
    ),
}
# A no within a no: "no indication that he was unable to take tablets"; "no ... none" is one.
_INNER = {
    "en": re.compile(
        r"\b(?:unable|inability|unsuccessful\w*|intoleran\w+|contraindicat\w+|not|without|never|lack\w*|absen\w+)\b"
    ),
    "es": re.compile(r"\b(?:que|si|y|o|cual|donde|usted|le|la|lo|se) no\b|\bsin\b|\bincapa\w+|\bintoler\w+"),
}


# What holds a no without saying it: told with one more no, or not.
_IMPLIED = {
    "en": re.compile(
        r"\b(?:homebound|prevent\w*|unsuccessful\w*|deficien\w+|insufficien\w+|fail\w*|refractory|loss|exhausted|lack\w*"
        r"|non-?[a-z]+|un(?:aided|assisted|supported|treated|controlled)"
        r"|instab\w+|avoid\w*|beyond|other than|limit\w*|restrict\w*|impair\w*|disab\w+)\b"
    ),
    "es": re.compile(
        r"\b(?:falt\w+|fall\w+|fracas\w+|sin exito|insuficien\w+|perdi\w+|impid\w+|incapa\w+|discapac\w+|tampoco"
        r"|inestab\w+)\b"
    ),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause at its place: how often it says no (0, 1, or 2 where one no is within another).

    `against`: speaks against something without a no. `failure`: says that something went badly. `implied`: holds a no
    that may be told or not.
    """

    start: int
    end: int
    no: int
    against: bool
    failure: bool
    implied: bool

    def goes_with(self, told: "Clause") -> bool:
        """Whether a sentence's clause denies what this clause of the letter denies, and no more."""
        if self.no == told.no:
            return told.failure or not (self.failure and self.no == 0)
        if self.no and told.no:
            return self.implied if told.no > self.no else told.implied
        # "Conservative care failed": it did not help. "Was benign": showed no. "Is homebound": cannot leave.
        if self.no or told.no != 1:
            return False
        return (self.against and not told.against) or (self.implied and not told.implied)


_WITHOUT: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?<!is )(?<!are )(?<!was )(?<!were )(?<!all )(?:without|with no)\b"
        r"(?! (?:a )?(?:prescription|surgery|contrast|medicine|success)\b)"
    ),
    "es": re.compile(
        r"\b(?<!es )(?<!son )(?<!esta )(?<!estan )(?<!todo )(?<!toda )(?<!todos )(?<!todas )sin\b"
        r"(?! (?:receta|cirugia|contraste|medicina|exito|resultado|trabajar)\b)"
    ),
}


def _verbs_apart(text: str, clause: "Clause") -> list["Clause"]:
    """A clause whose first verb alone is denied, cut before the next verb."""
    match = _NEXT_VERB.search(text, clause.start, clause.end)
    first = text[clause.start : match.start()] if match else ""
    if match is None or not _VERB_DENIED.search(first) or _GOVERNS.search(first):
        return [clause]
    return [_clause(text, clause.start, match.start(), "en"), _clause(text, match.end(), clause.end, "en")]


# What goes only with something else is told of by naming that.
DEPENDENCE = {
    "en": re.compile(r"\b(?:go|goes|went)(?: only| along)? with\b|\bwas(?: [a-z]+){0,3} for after\b|\bto go with\b"),
    "es": re.compile(r"\b(?:va|van|iba|iban)(?: solo| junto)? con\b|\bera(?: [a-z]+){0,4} para\b"),
}
NOT_NEEDED = re.compile(
    r"\bnot (?:[a-z]+ ){0,3}?(?:medically )?(?:necessary|needed|supported|indicated|warranted|certified|appropriate)\b"
)


def letter_clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of the letter's folded words."""
    return tuple(
        part
        for whole in _clauses(text, "en")
        for clause in _verbs_apart(text, whole)
        for part in _without_apart(text, clause, "en")
    )


def told_clauses(text: str, language: Language) -> tuple[Clause, ...]:
    """The clauses of a sentence, folded."""
    return tuple(part for clause in _clauses(text, language) for part in _without_apart(text, clause, language))


def _without_apart(text: str, clause: Clause, language: Language) -> list[Clause]:
    """A clause cut before its "without", which denies only what follows it."""
    match = _WITHOUT[language].search(text, clause.start, clause.end)
    if match is None or match.start() == clause.start or _NO[language].search(text, clause.start, match.start()):
        return [clause]
    return [
        _clause(text, clause.start, match.start(), language),
        _clause(text, match.start(), clause.end, language),
    ]


def _clauses(text: str, language: Language) -> list[Clause]:
    found: list[Clause] = []
    begin = 0
    for match in [*_BREAK[language].finditer(text), None]:
        end = match.start() if match else len(text)
        # "The report and the time of the film were not given": what has no verb is half of a subject.
        if match and match.group()[:1] not in ".;:" and _half_a_subject(text[begin:end], language):
            continue
        if text[begin:end].strip():
            found.append(_clause(text, begin, end, language))
        begin = match.end() if match else end
    return found


def _half_a_subject(words: str, language: Language) -> bool:
    return len(words.split()) <= _SHORTEST_CLAUSE and not _ANY_VERB[language].search(words)


def _clause(text: str, begin: int, end: int, language: Language) -> Clause:
    whole = text[begin:end]
    words = _IDIOM[language].sub(" _ ", whole)
    first = _NO[language].search(words)
    behind = words[first.end() :] if first else ""
    no = 0 if first is None else 2 if _INNER[language].search(behind) else 1
    against = _AGAINST[language].search(whole) is not None
    failure = _FAILURE[language].search(whole) is not None
    return Clause(begin, end, no, against, failure, _IMPLIED[language].search(whole) is not None)
