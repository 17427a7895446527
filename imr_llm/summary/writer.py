"""The template writer: a record in, a plain-language summary out. No model, no network, never a guess."""

from imr_llm.record.model import LetterRecord
from imr_llm.summary.model import Language, Section
from imr_llm.summary.parts.check import write_check
from imr_llm.summary.parts.next_steps import write_next_steps
from imr_llm.summary.parts.outcome import write_outcome
from imr_llm.summary.parts.treatment import write_treatment
from imr_llm.summary.parts.why import write_why
from imr_llm.summary.parts.words import write_help, write_words
from imr_llm.summary.view import look


def write(record: LetterRecord, language: Language) -> tuple[Section, ...]:
    """The sections of a summary in the order of the page.

    Every sentence names what it rests on: JSON Pointers that exist in the record, or ids of legal texts. Both languages
    come from one structure, sentence for sentence.
    """
    view = look(record, language)
    check = write_check(view)
    sections = [write_outcome(view)]
    if check is not None:
        sections.append(check)
    for one in view.treatments:
        sections.extend((write_treatment(view, one), write_why(view, one)))
    sections.extend((write_next_steps(view), write_help(view), write_words(view)))
    return tuple(sections)
