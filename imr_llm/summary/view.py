"""One record as the sections of a summary look at it: the language, who won, and what each treatment is called."""

from dataclasses import dataclass

from imr_llm.record.facts import Issue
from imr_llm.record.model import ISSUES, Evidence, LetterRecord
from imr_llm.record.standing import Standing, standings
from imr_llm.summary.catalogue import Argument, Catalogue, catalogue
from imr_llm.summary.model import Language, Sentence
from imr_llm.summary.occasion import Occasion
from imr_llm.summary.phrases import Phrase, treatment_phrases

# From so many treatments on, a summary says less about each.
MANY_ISSUES = 6
_SHORTEST_RUN = 3


@dataclass(frozen=True, slots=True)
class IssueView:
    """One treatment: `index` is its place in the record, `phrase` its everyday name."""

    index: int
    issue: Issue
    standing: Standing
    phrase: Phrase

    @property
    def number(self) -> int:
        """Its number on the page."""
        return self.issue.number

    def at(self, *names: str) -> tuple[str, ...]:
        """Pointers to fields of this issue."""
        return tuple(f"/issues/{self.index}/{name}" for name in names)


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record, the language to write in, the occasion, and its treatments."""

    record: LetterRecord
    language: Language
    occasion: Occasion
    treatments: tuple[IssueView, ...]

    @property
    def voice(self) -> Catalogue:
        """The messages of the language."""
        return catalogue(self.language)

    @property
    def crowded(self) -> bool:
        """Whether the letter decides so many treatments that each must be short."""
        return len(self.treatments) >= MANY_ISSUES

    @property
    def incomplete(self) -> bool:
        """Whether a treatment may be missing or may not belong, so that nothing can be said of the whole."""
        return ISSUES in self.record.doubted

    def standing(self, *wanted: Standing) -> tuple[IssueView, ...]:
        """The treatments that ended in one of these ways."""
        return tuple(one for one in self.treatments if one.standing in wanted)

    def evidence(self, pointer: str) -> tuple[Evidence, ...]:
        """The proofs of a fact, in the order of the record."""
        return self.record.evidence.get(pointer, ())

    def say(
        self, message: str, basis: tuple[str, ...], quotes: tuple[str, ...] = (), /, **arguments: Argument
    ) -> Sentence:
        """A message as a sentence."""
        return self.voice.sentence(message, basis, quotes, **arguments)

    def say_all(
        self, message: str, basis: tuple[str, ...], quotes: tuple[str, ...] = (), /, **arguments: Argument
    ) -> tuple[Sentence, ...]:
        """A message of several sentences."""
        return self.voice.sentences(message, basis, quotes, **arguments)

    def numbers(self, treatments: tuple[IssueView, ...]) -> str:
        """The treatments' numbers as a list, runs of three and more drawn together: "1, 3 to 6, and 9"."""
        runs: list[list[int]] = []
        for number in sorted(one.number for one in treatments):
            if runs and number == runs[-1][-1] + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        items: list[str] = []
        for run in runs:
            if len(run) < _SHORTEST_RUN:
                items.extend(str(number) for number in run)
            else:
                items.append(self.voice.text("range", low=run[0], high=run[-1]))
        return self.voice.listed(tuple(items))


def look(record: LetterRecord, language: Language, occasion: Occasion) -> RecordView:
    """A record made ready for writing."""
    phrases = treatment_phrases(record.issues, language)
    return RecordView(
        record,
        language,
        occasion,
        tuple(
            IssueView(index, issue, standing, phrase)
            for index, (issue, standing, phrase) in enumerate(
                zip(record.issues, standings(record), phrases, strict=True)
            )
        ),
    )
