"""The template writer: a record in, a plain-language summary out. No model, no network, never a guess."""

from imr_llm.record.model import LetterRecord
from imr_llm.summary.model import Language, Section
from imr_llm.summary.occasion import Occasion
from imr_llm.summary.parts.about import write_about
from imr_llm.summary.parts.act_by import write_act_by
from imr_llm.summary.parts.asked import write_asked
from imr_llm.summary.parts.check import write_check
from imr_llm.summary.parts.next_steps import write_law, write_next_steps
from imr_llm.summary.parts.outcome import write_outcome
from imr_llm.summary.parts.treatment import write_treatments
from imr_llm.summary.parts.why import write_why
from imr_llm.summary.parts.words import write_help, write_words
from imr_llm.summary.view import IssueView, RecordView, look


def write(record: LetterRecord, language: Language, occasion: Occasion) -> tuple[Section, ...]:
    """The sections of a summary in the order of the page; those that fold away stand where they belong.

    Every sentence names what it rests on: JSON Pointers that exist in the record, or ids of legal texts. Both languages
    come from one structure, sentence for sentence.
    """
    view = look(record, language, occasion)
    sections = [write_outcome(view)]
    sections.extend(section for section in (write_act_by(view), write_check(view)) if section is not None)
    treatments = write_treatments(view)
    for one in view.treatments:
        sections.extend((treatments[one.index], _why(view, one)))
    sections.extend((write_next_steps(view), write_help(view), write_about(view), write_law(view), write_words(view)))
    return tuple(sections)


def _why(view: RecordView, one: IssueView) -> Section:
    """Why it was decided so, and what was asked for, behind the fold."""
    why = write_why(view, one)
    return why.model_copy(update={"sentences": (*why.sentences, *write_asked(view, one)), "fold": True})
