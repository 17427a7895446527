"""Free help, and the words of this letter that a worker must know."""

from imr_llm.summary.catalogue import split
from imr_llm.summary.law import Situation, legal_sentences
from imr_llm.summary.lexicon import entries
from imr_llm.summary.lexicon.entries import WordEntry
from imr_llm.summary.model import Section, Sentence
from imr_llm.summary.view import RecordView

_MOST_WORDS = 10


def write_help(view: RecordView) -> Section:
    """Where help is free."""
    sentences = legal_sentences(frozenset({Situation.HELP}), view.language, first=True)
    return Section(id="help", title=view.voice.text("help-title"), sentences=sentences)


def write_words(view: RecordView) -> Section:
    """The words that this letter uses, the most needed first."""
    sentences: list[Sentence] = []
    explained = 0
    for word in entries.words():
        place = _place(view, word)
        if place is not None and explained < _MOST_WORDS:
            basis = (word.law, place) if word.law else (place,)
            sentences.extend(split(f"word-{word.id}", word.meanings[view.language], basis, (word.term,)))
            explained += 1
    return Section(id="words", title=view.voice.text("words-title"), sentences=tuple(sentences), fold=True)


def _place(view: RecordView, word: WordEntry) -> str | None:
    """Where the record shows that the letter uses a word; null where it does not."""
    for index, issue in enumerate(view.record.issues):
        if word.decision is not None and issue.decision == word.decision:
            return f"/issues/{index}/decision"
        if word.retrospective and issue.retrospective:
            return f"/issues/{index}/retrospective"
        for number, citation in enumerate(issue.reviewer_citations):
            if word.cited is not None and citation.source == word.cited:
                return f"/issues/{index}/reviewer_citations/{number}/source"
        for name, text in (("rationale", issue.rationale), ("heading", issue.heading)):
            if word.words is not None and text and word.words.search(text.lower()):
                return f"/issues/{index}/{name}"
    return "/letter/form" if word.always else None
