"""What `explain` is asked: why each treatment was decided as it was, from its own heading and rationale alone.

It is asked of what the rules read, and only about decisions that they do not doubt: so a decision is never the model's
to tell. Nothing else of the letter is sent, as nothing else may prove a ground.
"""

from collections.abc import Iterator, Sequence

from imr_llm.letter.model import SectionedLetter
from imr_llm.llm.answers.reader import mark_of
from imr_llm.llm.endpoint.exchange import Question
from imr_llm.llm.questions.prompts import load
from imr_llm.llm.questions.responses import GroundsAnswer
from imr_llm.llm.redaction.redact import Redacted
from imr_llm.record.model import Reading
from imr_llm.record.standing import Standing, standings_of
from imr_llm.text.spans import Span

# A letter of more treatments is asked about in several requests, so that no answer is cut off.
_MOST_TREATMENTS = 12
# An answer of the size that a careful reader gives, and as much again, in tokens.
_TOKENS_A_LETTER, _TOKENS_A_TREATMENT, _MOST_TOKENS = 1_000, 1_200, 16_000


def explain_questions(letter: SectionedLetter, rules: Reading, sent: Redacted) -> tuple[Question[GroundsAnswer], ...]:
    """The questions about a letter; none where no decision stands beyond doubt or no rationale was found."""
    prompt = load("explain")
    asked = _explained(letter, rules)
    questions = []
    for first in range(0, len(asked), _MOST_TREATMENTS):
        indexes = asked[first : first + _MOST_TREATMENTS]
        told = "\n\n".join(_told(letter, rules, sent, indexes))
        questions.append(
            Question(
                prompt=prompt.reference,
                messages=prompt.render({"mark": mark_of(told), "treatments": told}),
                response_model=GroundsAnswer,
                max_tokens=min(_TOKENS_A_LETTER + _TOKENS_A_TREATMENT * len(indexes), _MOST_TOKENS),
            )
        )
    return tuple(questions)


def _explained(letter: SectionedLetter, rules: Reading) -> tuple[int, ...]:
    """The places of the treatments that are asked about."""
    standings = standings_of(rules.facts.issues, rules.needs_review)
    return tuple(
        index
        for index, (section, standing) in enumerate(zip(letter.sections.issues, standings, strict=True))
        if section.rationale and standing is not Standing.UNCLEAR
    )


def _told(letter: SectionedLetter, rules: Reading, sent: Redacted, indexes: Sequence[int]) -> Iterator[str]:
    """Each treatment with its heading, decision and rationale; a shared rationale is told once."""
    first: dict[Span, int] = {}
    for index in indexes:
        section = letter.sections.issues[index]
        if section.rationale is None:
            continue
        number = index + 1
        told_at = first.setdefault(section.rationale, number)
        rationale = sent.slice(section.rationale).strip() if told_at == number else f"the one of {told_at}"
        heading = sent.slice(section.heading).strip() if section.heading.end > section.heading.start else "none"
        decision = rules.facts.issues[index].decision
        yield f"{number}. heading: {heading}\ndecision: {decision}\nrationale: {rationale}"
