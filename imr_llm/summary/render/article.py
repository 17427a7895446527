"""One summary as an article: who won in a frame, each treatment in short, what to do; the rest unfolds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from imr_llm.record.codes import Outcome
from imr_llm.record.model import LetterRecord
from imr_llm.record.standing import Standing, standings
from imr_llm.summary.law import LegalText, Situation
from imr_llm.summary.model import Language, Summary
from imr_llm.summary.render.facts import facts_nodes
from imr_llm.summary.render.inline import marked, point_html
from imr_llm.summary.render.labels import labels
from imr_llm.summary.render.markup import Html, Node, element, joined
from imr_llm.summary.render.places import Places
from imr_llm.summary.render.proof import LetterWords, Proof, proofs
from imr_llm.summary.render.sheet import Point, Sheet, SheetSection, sheet

_SAFETY = "/safety_notice"
# The frame of who won, by the outcome of the letter.
_FRAMES: dict[Outcome | None, str] = {"overturned": "won", "upheld": "lost", "partially_overturned": "mixed"}


def article_html(summary: Summary, record: LetterRecord, *, paper: bool = False, places: Places | None = None) -> Html:
    """The article of a summary, with its `lang`: what everybody reads, then what folds away.

    Args:
        summary: what it says.
        record: where the summary comes from.
        paper: nothing can be unfolded: what folds away is printed behind the rest, without what sentences rest on.
        places: the letter stands on the same page, and sentences lead to the words there; only rules of law unfold.
    """
    page = sheet(summary, record.case.case_number)
    setter = _Setter(record, summary.language, page.alike, paper, places)
    head: list[Node] = [element("h1", page.title)]
    if page.case_number:
        head.append(element("p", page.case_number, class_="case"))
    if not summary.verified:
        head.append(element("p", labels(summary.language).text("unverified"), class_="safety"))
    return element(
        "article",
        *head,
        *(setter.section(section) for section in page.first),
        setter.more(page),
        lang=summary.language,
    )


@dataclass(frozen=True, slots=True)
class _Setter:
    """Sets the sections of one summary."""

    record: LetterRecord
    language: Language
    alike: str
    paper: bool
    places: Places | None

    def section(self, section: SheetSection) -> Html:
        """A section of the first part."""
        kind, _, number = section.id.rpartition("-")
        if section.id == "outcome":
            return self._outcome(section)
        if kind == "treatment":
            return self._treatment(section, int(number))
        return self._framed(section, section.id, self._body(section.points, section.listed))

    def more(self, page: Sheet) -> Html:
        """The second part, each subject folded away: the grounds, the law, the words, the facts, and all proofs."""
        name = f"{self.language}-more"
        grounds = [section for section in page.more if section.id.startswith("why-")]
        folded = [self._all_grounds(grounds)] if grounds else []
        folded.extend(
            self._folded(section.title, section.id, self._body(section.points, section.listed))
            for section in page.more
            if section not in grounds
        )
        say = labels(self.language).text
        folded.append(self._folded(say("facts-title"), "facts", *facts_nodes(self.record, self.language)))
        proof = [] if self.paper else [self._proof(section) for section in (*page.first, *page.more)]
        if any(str(node) for node in proof):
            folded.append(self._folded(say("proof-open"), "proof", *proof))
        return element("section", element("h2", page.more_title, id=name), *folded, class_="more", aria_labelledby=name)

    def _all_grounds(self, grounds: Sequence[SheetSection]) -> Html:
        if len(grounds) == 1:
            return self._folded(grounds[0].title, "grounds", self._body(grounds[0].points, grounds[0].listed))
        parts = (
            joined((element("h4", self._title(section)), self._body(section.points, section.listed)))
            for section in grounds
        )
        return self._folded(labels(self.language).text("fold-grounds"), "grounds", *parts)

    def _folded(self, title: str, kind: str, *body: Node) -> Html:
        """A subject of the second part: on a screen it unfolds, on paper it is there."""
        heading = element("h3", title, id=f"{self.language}-{kind}")
        if self.paper:
            return element("div", heading, *body, class_=kind)
        return element("details", element("summary", heading), element("div", *body), class_=f"fold {kind}")

    def _outcome(self, section: SheetSection) -> Html:
        """The answer, large, in a frame whose sign and line say who won to those who see no colour.

        An outcome that is in doubt has a frame of its own, and never the sign of a loss.
        """
        kind = _FRAMES.get(self.record.outcome, "unclear")
        answer, rest = section.points[0], section.points[1:]
        lead = element("p", point_html(answer, self.language, self.places), class_="answer")
        return self._framed(section, f"banner {kind}", lead, self._body(rest, len(rest) > 1))

    def _treatment(self, section: SheetSection, number: int) -> Html:
        """One treatment: how it ended as a sign and a few words, why, and those that ended alike."""
        (ended, *rest), *_ = section.points
        tag = element(
            "strong", point_html((ended,), self.language, self.places), class_=f"tag {self._standing(number)}"
        )
        body: list[Node] = [element("p", tag, class_="result")]
        if rest:
            body.append(self._point("p", tuple(rest)))
        if section.alike:
            names = (element("li", self._title(other)) for other in section.alike)
            body.extend((element("p", self.alike, class_="alike"), element("ul", *names)))
        return self._framed(section, "treatment", *body)

    def _standing(self, number: int) -> Standing:
        """How the treatment of that number ended."""
        return next(
            standing
            for issue, standing in zip(self.record.issues, standings(self.record), strict=True)
            if issue.number == number
        )

    def _framed(self, section: SheetSection, kind: str, *body: Node) -> Html:
        """A section under its heading."""
        name = f"{self.language}-{section.id}"
        title = element("h2", self._title(section), id=name)
        return element("section", title, *body, class_=kind, aria_labelledby=name)

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
        """What the sentences of a section rest on, under its title."""
        sentences = tuple(sentence for one in (section, *section.alike) for point in one.points for sentence in point)
        found = proofs(sentences, self.record)
        if self.places:
            found = tuple(replace(proof, words=()) for proof in found if proof.laws)
        if not found:
            return ""
        return joined((element("h4", self._title(section)), *(self._entry(proof) for proof in found)))

    def _entry(self, proof: Proof) -> Html:
        """Sentences again, then what they rest on."""
        say = labels(self.language).text
        places = [
            element("li", say("proof-page", page=one.page) if one.page else say("proof-letter"), " ", self._quote(one))
            for one in proof.words
        ]
        places.extend(element("li", *self._law(law)) for law in proof.laws)
        sentences = (marked(sentence.text, sentence.quotes, self.language) for sentence in proof.sentences)
        return element("div", element("p", joined(sentences, " ")), element("ul", *places))

    def _quote(self, words: LetterWords) -> Html:
        return element("q", words.quote, lang=None if self.language == "en" else "en")

    def _law(self, law: LegalText) -> tuple[Node, ...]:
        """The rule with its source: the date of its text, and when it was read last."""
        say = labels(self.language).text
        source = element("a", law.source.split("://", 1)[-1], href=law.source, rel="noreferrer")
        if Situation.WORD in law.applies_to:
            # A word of the lexicon is no rule; it only has a source.
            return say("proof-source"), " ", source, f". {say('proof-checked', date=law.last_verified)}."
        dated = (
            say("proof-undated")
            if law.as_of is None
            else say("proof-as-of", date=labels(self.language).rough(law.as_of))
        )
        read = say("proof-checked", date=law.last_verified)
        return say("proof-rule", rule=law.rule), ". ", source, f". {dated}. {read}."
