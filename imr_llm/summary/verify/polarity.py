"""Who won: no cue of a sentence may speak against the decision of an issue that the sentence is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from imr_llm.record.standing import Standing
from imr_llm.summary.model import FindingKind, Section
from imr_llm.summary.verify.fault import Fault
from imr_llm.summary.verify.folding import fold
from imr_llm.summary.verify.ground import Basis
from imr_llm.summary.verify.lexicon import Cues, cues, words

_WORD = re.compile(r"[^\W\d_][\w-]{2,}")
_NUMBER = re.compile(r"\d+")
_RANGE = re.compile(r"(\d+) (?:to|a) (\d+)")
_BREAK = re.compile(
    r"[,;:](?: (?:and|but|while|whereas|y|pero|e|mientras))?\s|\s(?:and|but|while|whereas|y|pero|mientras)\s"
)
# How far before a cue a negation is looked for, in characters.
_REACH = 60
_OPPOSITE = {Standing.WON: Standing.LOST, Standing.LOST: Standing.WON}


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of who won: the side, the folded words around it, and whether it is only good or bad news."""

    side: Standing
    words: str
    news: bool
    start: int
    end: int


def claims(text: str, spoken: Cues) -> list[Claim]:
    """The statements of who won in folded own words; a sentence with several is cut between them."""
    found: list[Claim] = []
    if spoken.sides.search(text) is None:
        return found
    for sentence in re.split(r"(?<=[.!?])\s+|;\s", text):
        masked = sentence
        for quick in (spoken.neutral, spoken.kept):
            if quick.search(masked):
                masked = quick.pattern.sub(lambda match: " _ ".ljust(len(match.group())), masked)
        found.extend(_cut(list(_cues(masked, spoken)), masked))
    return found


def _cues(text: str, spoken: Cues) -> Iterator[Claim]:
    for match in spoken.sides.finditer(text):
        name = match.lastgroup or ""
        side = Standing.WON if name.endswith("won") else Standing.LOST
        if not name.startswith("fixed") and _negated(text, match, spoken):
            side = _OPPOSITE[side]
        yield Claim(side, text, name.startswith("news"), match.start(), match.end())


def _negated(text: str, match: re.Match[str], spoken: Cues) -> bool:
    """Whether a cue holds a negation or follows one closely, with nothing between that ends its reach."""
    if spoken.negation.search(match.group()):
        return True
    before = text[max(0, match.start() - _REACH) : match.start()]
    for word in reversed(list(spoken.cut.finditer(before))):
        before = before[word.end() :]
        break
    return spoken.negated_before.search(before) is not None


def _cut(found: list[Claim], text: str) -> list[Claim]:
    """Claims of one side share their sentence; where the sides differ, each keeps its own part of it."""
    if len({claim.side for claim in found}) < 2:
        return found
    parts: list[Claim] = []
    begin = 0
    for place, claim in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        end = len(text)
        if after is not None:
            breaks = [match.start() for match in _BREAK.finditer(text, claim.end, after.start + 1)]
            end = breaks[-1] if breaks else after.start
        parts.append(Claim(claim.side, text[begin:end], claim.news, claim.start, claim.end))
        begin = end
    return parts


class Polarity:
    """Judges the claims of a summary against the decisions of its record."""

    def __init__(self, ground: Basis) -> None:
        self._ground = ground
        self._cues = cues(ground.language)
        self._told: dict[str, list[Claim]] = {}
        self._mixed = len(set(ground.standings)) > 1
        self._names = _distinct_names(ground) if self._mixed else {}

    def sides(self, text: str) -> set[Standing]:
        """The sides that folded own words say won, good and bad news aside."""
        return {claim.side for claim in self._claims(text) if not claim.news}

    def judge(self, section: Section, basis: tuple[str, ...], text: str, whole: str) -> Iterator[Fault]:
        """Faults of one sentence. `text`: its own words, folded; `whole`: with the letter's words, folded."""
        scope = self._ground.scope(section, basis)
        for claim in self._claims(text):
            yield from self._judge(claim, section, scope, whole if claim.words == text else claim.words, text)
        if self._cues.history.opens(text):
            yield from self._judge_kept(scope, basis, text)
            yield from self._judge_given(scope, basis, text)

    def judge_plainness(self, section: Section, basis: tuple[str, ...], text: str, titles: str) -> Iterator[Fault]:
        """A sentence about a decision must say it in words that are known here.

        There is no end to the ways of saying that somebody won, so what is not understood is not let pass. `titles`:
        the summary's section titles, folded; a sentence that only sends the reader to one of them decides nothing.
        """
        if not self._about_decision(section, basis, text):
            return
        settled = {self._ground.standings[index] for index in self._ground.scope(section, basis)} - {Standing.UNCLEAR}
        known = self._claims(text) or self._cues.history.opens(text) or self._cues.doubt.search(text)
        if settled and not known and not any(title in text for title in titles.splitlines()):
            yield Fault(FindingKind.MISSING_FACT, "rests on a decision but does not say plainly who won")

    def _about_decision(self, section: Section, basis: tuple[str, ...], text: str) -> bool:
        if section.id == "outcome":
            return not any(place.endswith("/safety_notice") for place in basis)
        if not section.id.startswith("treatment"):
            return False
        return any(place.endswith("/decision") for place in basis) or self._cues.insurer.search(text) is not None

    def _claims(self, text: str) -> list[Claim]:
        if text not in self._told:
            self._told[text] = claims(text, self._cues)
        return self._told[text]

    def _judge(self, claim: Claim, section: Section, scope: frozenset[int], text: str, told: str) -> Iterator[Fault]:
        numbered = self._numbered(claim.words)
        named = numbered or self._named(text, scope)
        # Under "treatment-1" a bare "you won" is read as said of treatment 1, whatever the sentence rests on.
        about = named or scope | (self._ground.of_section(section) if section.id != "outcome" else frozenset())
        standing = {self._ground.standings[index] for index in about}
        if Standing.UNCLEAR in standing:
            if not self._cues.doubt.search(told):
                yield Fault(FindingKind.HIDDEN_DOUBT, "says who won where the letter is not clear")
            return
        if not standing:
            return
        if standing != {claim.side} and not self._counted(claim, scope, named):
            yield Fault(FindingKind.WRONG_POLARITY, "says that the other side won")
        elif self._cues.everything.search(claim.words) and self._ground.decided(claim.side) != self._ground.everything:
            yield Fault(FindingKind.WRONG_POLARITY, "speaks of all treatments, which were not decided alike")
        elif section.id == "outcome" and self._mixed and not claim.news and not self._tells_which(claim, text, scope):
            yield Fault(FindingKind.WRONG_POLARITY, "does not say which treatment, and they were not decided alike")

    def _counted(self, claim: Claim, scope: frozenset[int], named: frozenset[int]) -> bool:
        """Whether a claim about treatments decided both ways counts those of its side rightly."""
        if named:
            return False
        counts = self._counts(claim.words)
        right = sum(1 for index in scope if self._ground.standings[index] is claim.side)
        return bool(counts) and sum(counts) == right

    def _tells_which(self, claim: Claim, text: str, scope: frozenset[int]) -> bool:
        counts = self._counts(claim.words)
        if counts:
            return sum(counts) in {len(self._ground.decided(claim.side)), len(scope)}
        return bool(self._numbered(claim.words)) or any(self._names_of(index, text) for index in scope)

    def _counts(self, text: str) -> list[float]:
        """How many treatments a claim speaks of: "2 treatments", "one request"."""
        spelled = words().numbers[self._ground.language]
        counts: list[float] = []
        for match in self._cues.counted.finditer(text):
            told = match["count"]
            if told.isdecimal():
                counts.append(int(told))
            elif told in spelled:
                counts.append(spelled[told])
            elif told in {"one", "un", "una"}:
                counts.append(1)
        return counts

    def _numbered(self, text: str) -> frozenset[int]:
        """The issues that are named by their numbers: "treatments 1, 3 to 6, and 9"."""
        numbers = {n for match in self._cues.numbered.finditer(text) for n in numbers_of(match["numbers"])}
        return frozenset(i for i, issue in enumerate(self._ground.record.issues) if issue.number in numbers)

    def _named(self, text: str, scope: frozenset[int]) -> frozenset[int]:
        """The issues that are named by words that no other issue's treatment has; those of the scope first."""
        if not self._names:
            return frozenset()
        found = set(_WORD.findall(text))
        named = frozenset(index for index, names in self._names.items() if names & found)
        return named & scope or (frozenset() if self._any_named(found, scope) else named)

    def _any_named(self, found: set[str], scope: frozenset[int]) -> bool:
        return any(_names(self._ground, index) & found for index in scope)

    def _names_of(self, index: int, text: str) -> bool:
        return bool(_names(self._ground, index) & set(_WORD.findall(text)))

    def _judge_kept(self, scope: frozenset[int], basis: tuple[str, ...], text: str) -> Iterator[Fault]:
        """What the insurer had allowed before is said only of a request of which a part was allowed."""
        if self._cues.kept.search(text) is None or self._cues.doubt.search(text):
            return
        if any("/reasons" in place for place in basis):
            return
        numbered = self._numbered(text) or scope
        if numbered and not any(self._ground.record.issues[index].authorized_portion for index in numbered):
            yield Fault(FindingKind.WRONG_POLARITY, "says that a part was allowed before, which the letter does not")

    def _judge_given(self, scope: frozenset[int], basis: tuple[str, ...], text: str) -> Iterator[Fault]:
        """That the treatment was given already is said only of a retrospective request."""
        if (
            self._cues.given.search(text) is None
            or self._cues.doubt.search(text)
            or any("/reasons" in p for p in basis)
        ):
            return
        if scope and not any(self._ground.record.issues[index].retrospective for index in scope):
            yield Fault(
                FindingKind.WRONG_POLARITY, "says that the treatment was given already, which the letter does not"
            )


def numbers_of(listed: str) -> set[int]:
    """The numbers of a list with its ranges filled in: "1, 3 to 5" is 1, 3, 4 and 5."""
    numbers = {int(number) for number in _NUMBER.findall(listed)}
    for low, high in _RANGE.findall(listed):
        numbers.update(range(int(low), min(int(high), int(low) + 200) + 1))
    return numbers


def _names(ground: Basis, index: int) -> set[str]:
    """The words by which an issue's treatment is told: the letter's and the lexicon's."""
    issue = ground.record.issues[index]
    told = [issue.treatment or "", issue.medication.name if issue.medication else "", *ground.everyday(index)[:3:2]]
    told.extend(region.region.replace("_", " ") for region in issue.body_regions)
    found = {word for text in told for word in _WORD.findall(fold(text))}
    return found - words().generic[ground.language] - words().generic["en"]


def _distinct_names(ground: Basis) -> dict[int, frozenset[str]]:
    names = {index: _names(ground, index) for index in ground.everything}
    return {
        index: frozenset(own - set().union(*(other for place, other in names.items() if place != index)))
        for index, own in names.items()
    }
