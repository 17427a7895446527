"""What a sentence rests on, ready to be shown: the letter's words with their pages, and the rules of law."""

from dataclasses import dataclass

from imr_llm.record.model import Evidence, LetterRecord
from imr_llm.summary.law import LegalText, legal_texts
from imr_llm.summary.model import Sentence

# The reviewer's whole rationale proves many sentences; it is shown only where nothing closer does.
_WHOLE = "/rationale"


@dataclass(frozen=True, slots=True)
class LetterWords:
    """Words of the letter on one line. `page`: null where the letter has only one."""

    quote: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Proof:
    """Sentences that rest on the same words and rules."""

    sentences: tuple[Sentence, ...]
    words: tuple[LetterWords, ...]
    laws: tuple[LegalText, ...]


def proofs(sentences: tuple[Sentence, ...], record: LetterRecord) -> tuple[Proof, ...]:
    """The proofs of sentences in their order; a sentence that has none is left out.

    Sentences that follow each other stand together while the words of the first prove them too: nobody reads the same
    quotation twice.
    """
    found: list[_Group] = []
    for sentence in sentences:
        laws = _laws(sentence)
        words = evidence_of(sentence, record)
        if found and found[-1].laws == laws and found[-1].proves(words):
            found[-1].sentences.append(sentence)
        elif words or laws:
            found.append(_Group([sentence], words, laws))
    paged = record.letter.pages > 1
    return tuple(Proof(tuple(group.sentences), _shown(group.words, paged), group.laws) for group in found)


@dataclass(slots=True)
class _Group:
    """A proof that still grows."""

    sentences: list[Sentence]
    words: tuple[Evidence, ...]
    laws: tuple[LegalText, ...]

    def proves(self, words: tuple[Evidence, ...]) -> bool:
        """Whether all these words lie within the group's."""
        return all(any(mine.start <= one.start and one.end <= mine.end for mine in self.words) for one in words)


def evidence_of(sentence: Sentence, record: LetterRecord) -> tuple[Evidence, ...]:
    """The evidence of a sentence in the letter's order; one that lies within another is left out."""
    pointers = [pointer for pointer in sentence.basis if pointer.startswith("/")]
    chosen = [evidence for pointer in pointers if not pointer.endswith(_WHOLE) for evidence in _at(pointer, record)]
    if not (chosen or _laws(sentence)):
        chosen = [evidence for pointer in pointers for evidence in _at(pointer, record)]
    spans = {(one.start, one.end): one for one in chosen if one.match != "absent"}
    return tuple(
        one
        for span, one in sorted(spans.items())
        if not any(other != span and other[0] <= span[0] and span[1] <= other[1] for other in spans)
    )


def _shown(words: tuple[Evidence, ...], paged: bool) -> tuple[LetterWords, ...]:
    return tuple(dict.fromkeys(LetterWords(" ".join(one.quote.split()), one.page if paged else None) for one in words))


def _at(pointer: str, record: LetterRecord) -> tuple[Evidence, ...]:
    """The evidence of a field, or of everything below it where the field is a group."""
    if pointer in record.evidence:
        return record.evidence[pointer]
    below = pointer + "/"
    return tuple(one for name, proof in record.evidence.items() if name.startswith(below) for one in proof)


def _laws(sentence: Sentence) -> tuple[LegalText, ...]:
    texts = legal_texts()
    return tuple(texts[name] for name in sentence.basis if name in texts)
