"""One summary as an article: its sections under headings in order, who won in a frame, proofs that unfold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from imr_llm.record.model import LetterRecord
from imr_llm.record.standing import Standing, standings
from imr_llm.summary.law import LegalText, Situation
from imr_llm.summary.model import Language, Summary
from imr_llm.summary.render.facts import facts_html, tag_html
from imr_llm.summary.render.inline import marked, point_html
from imr_llm.summary.render.labels import labels
from imr_llm.summary.render.markup import Html, Node, element, joined
from imr_llm.summary.render.places import Places
from imr_llm.summary.render.proof import LetterWords, Proof, proofs
from imr_llm.summary.render.sheet import Point, SheetSection, sheet

_SAFETY = "/safety_notice"


def article_html(summary: Summary, record: LetterRecord, *, proven: bool = True, places: Places | None = None) -> Html:
    """The article of a summary, with its `lang`.

    Args:
        summary: what it says.
        record: where the summary comes from.
        proven: what its sentences rest on can be unfolded.
        places: the letter stands on the same page, and sentences lead to the words there; only rules of law unfold.
    """
    page = sheet(summary, record.case.case_number)
    setter = _Setter(record, summary.language, proven, places)
    head: list[Node] = [element("h1", page.title)]
    if page.case_number:
        head.append(element("p", page.case_number, class_="case"))
    if not summary.verified:
        head.append(element("p", labels(summary.language).text("unverified"), class_="safety"))
    return element(
        "article",
        *head,
        *setter.sections(page.sections),
        facts_html(record, summary.language),
        element("p", page.notice, class_="notice"),
        lang=summary.language,
    )


@dataclass(frozen=True, slots=True)
class _Setter:
    """Sets the sections of one summary."""

    record: LetterRecord
    language: Language
    proven: bool
    places: Places | None

    def sections(self, sections: Sequence[SheetSection]) -> Iterator[Html]:
        """The sections in their order; the grounds of a treatment stand inside it, one heading lower."""
        grounds = {section.id: section for section in sections if section.id.startswith("why-")}
        for section in sections:
            kind, _, number = section.id.rpartition("-")
            if section.id == "outcome":
                yield self._outcome(section)
            elif kind == "treatment":
                yield self._treatment(section, grounds.pop(f"why-{number}", None), int(number))
            elif section.id in grounds or kind != "why":
                yield self._framed(section, kind or section.id, self._body(section.points, section.listed))

    def _outcome(self, section: SheetSection) -> Html:
        """The answer, large, in a frame whose sign and line say who won to those who see no colour."""
        found = set(standings(self.record))
        won = "mixed" if found == {Standing.WON, Standing.LOST} else "unclear"
        if len(found) == 1:
            (won,) = found
        answer, rest = section.points[0], section.points[1:]
        lead = element("p", point_html(answer, self.language, self.places), class_="answer")
        return self._framed(section, f"banner {won}", lead, self._body(rest, len(rest) > 1))

    def _treatment(self, section: SheetSection, grounds: SheetSection | None, number: int) -> Html:
        tags = [
            element("p", tag_html(issue, standing, self.language), class_="result")
            for issue, standing in zip(self.record.issues, standings(self.record), strict=True)
            if issue.number == number
        ]
        body = (*tags, self._body(section.points, section.listed))
        why = self._framed(grounds, "why", self._body(grounds.points, grounds.listed), level=3) if grounds else ""
        return self._framed(section, "treatment", *body, inside=why)

    def _framed(self, section: SheetSection, kind: str, *body: Node, level: int = 2, inside: Node = "") -> Html:
        """A section under its heading: its sentences, what they rest on, and the section that lies inside it."""
        name = f"{self.language}-{section.id}"
        title = element(f"h{level}", self._title(section), id=name)
        return element("section", title, *body, self._proof(section), inside, class_=kind, aria_labelledby=name)

    def _title(self, section: SheetSection) -> Html:
        quotes = (quote for point in section.points for sentence in point for quote in sentence.quotes)
        # Only a quotation that the title itself shows as one.
        return marked(section.title, (quote for quote in quotes if f"“{quote}" in section.title), self.language)

    def _body(self, points: Sequence[Point], listed: bool) -> Node:
        if listed:
            return element("ul", *(self._point("li", point) for point in points))
        return joined(self._point("p", point) for point in points)

    def _point(self, tag: str, point: Point) -> Html:
        warns = any(name.endswith(_SAFETY) for sentence in point for name in sentence.basis)
        return element(tag, point_html(point, self.language, self.places), class_="safety" if warns else None)

    def _proof(self, section: SheetSection) -> Node:
        """What the sentences rest on, folded away until somebody asks."""
        found = proofs(tuple(sentence for point in section.points for sentence in point), self.record)
        alone = len(found) == 1
        if self.places:
            found = tuple(replace(proof, words=()) for proof in found if proof.laws)
        if not (self.proven and found):
            return ""
        summary = element(
            "summary", labels(self.language).text("proof-open"), element("span", f": {section.title}", class_="unseen")
        )
        return element("details", summary, *(self._entry(proof, alone=alone) for proof in found))

    def _entry(self, proof: Proof, *, alone: bool) -> Html:
        """Sentences again, then what they rest on. `alone`: all sentences of the section do, so none is repeated."""
        say = labels(self.language).text
        places = [
            element("li", say("proof-page", page=one.page) if one.page else say("proof-letter"), " ", self._quote(one))
            for one in proof.words
        ]
        places.extend(element("li", *self._law(law)) for law in proof.laws)
        sentences = (marked(sentence.text, sentence.quotes, self.language) for sentence in proof.sentences)
        return element("div", "" if alone else element("p", joined(sentences, " ")), element("ul", *places))

    def _quote(self, words: LetterWords) -> Html:
        return element("q", words.quote, lang=None if self.language == "en" else "en")

    def _law(self, law: LegalText) -> tuple[Node, ...]:
        say = labels(self.language).text
        source = element("a", law.source.split("://", 1)[-1], href=law.source, rel="noreferrer")
        # A word of the lexicon is no rule; it only has a source.
        named = say("proof-source") if Situation.WORD in law.applies_to else say("proof-rule", rule=law.rule) + "."
        return named, " ", source, f". {say('proof-checked', date=law.last_verified)}."
