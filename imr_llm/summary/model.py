"""A plain-language summary: sentences, each with what it rests on."""

from enum import StrEnum
from typing import Literal

from imr_llm.record.codes import Outcome
from imr_llm.record.facts import Frozen

Language = Literal["en", "es"]
Writer = Literal["template", "llm"]


class FindingKind(StrEnum):
    """What `verify` can find wrong with a summary."""

    WRONG_POLARITY = "wrong_polarity"
    UNFOUNDED_NUMBER = "unfounded_number"
    UNFOUNDED_DATE = "unfounded_date"
    UNFOUNDED_SIDE = "unfounded_side"
    UNFOUNDED_MEDICINE = "unfounded_medicine"
    UNFOUNDED_BODY_PART = "unfounded_body_part"
    UNFOUNDED_NAME = "unfounded_name"
    UNFOUNDED_DEADLINE = "unfounded_deadline"
    UNFOUNDED_CONTACT = "unfounded_contact"
    NO_BASIS = "no_basis"
    MISSING_FACT = "missing_fact"
    HIDDEN_DOUBT = "hidden_doubt"
    LEGAL_ADVICE = "legal_advice"
    TOO_HARD = "too_hard"


class Sentence(Frozen):
    """One sentence. `basis`: JSON Pointers into the record, or ids of legal texts (`law/appeal-deadline`).

    `quotes`: the parts of `text` that are the letter's own words, which stay in English in every language. `message`:
    the reviewed text that it comes from, a message's name or a legal text's id; null for a model's words.
    """

    text: str
    basis: tuple[str, ...]
    quotes: tuple[str, ...] = ()
    message: str | None = None


class Section(Frozen):
    """A titled group of sentences. Ids: outcome, check, treatment-N, why-N, next_steps, help, about, law, words.

    `fold`: it stands behind the first page, folded away where a reader can unfold it. `like`: the id of the treatment
    that ended in the same way for the same reason; renderings tell the two together.
    """

    id: str
    title: str
    sentences: tuple[Sentence, ...]
    fold: bool = False
    like: str | None = None


class ReadingLevel(Frozen):
    """`grade`: English, Flesch-Kincaid school grade; Spanish, the INFLESZ (Szigriszt-Pazos) score, 0 hard to 100 easy.

    `longest_sentence` counts words. The letter's own quoted words are left out of both.
    """

    grade: float
    longest_sentence: int


class Finding(Frozen):
    """A fault of a summary. `section` and `sentence` (index within it) say where; `sentence` is null for a section."""

    kind: FindingKind
    section: str
    sentence: int | None
    why: str


class Summary(Frozen):
    """The contract: what `imr-llm summarize --format json` prints for a letter."""

    language: Language
    outcome: Outcome | None
    written_by: Writer
    sections: tuple[Section, ...]
    reading: ReadingLevel
    verified: bool
    findings: tuple[Finding, ...] = ()
