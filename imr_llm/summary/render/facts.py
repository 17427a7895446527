"""The short list at the end of a page, for a doctor or a lawyer: the case, its dates, and each decision."""

from datetime import date

from imr_llm.record.facts import Issue
from imr_llm.record.model import LetterRecord
from imr_llm.record.standing import Standing, standings
from imr_llm.summary.model import Language
from imr_llm.summary.render.inline import english
from imr_llm.summary.render.labels import labels
from imr_llm.summary.render.markup import Html, Node, element


def facts_nodes(record: LetterRecord, language: Language) -> tuple[Node, ...]:
    """Facts of the record as the letter states them; one that a person must look at is not given as certain."""
    decisions = [
        _decision(issue, standing, language) for issue, standing in zip(record.issues, standings(record), strict=True)
    ]
    return _case(record, language), element("ol", *decisions) if decisions else ""


def tag_html(issue: Issue, standing: Standing, language: Language) -> Html:
    """How one treatment ended, in a word or two with a sign, so that it does not rest on colour."""
    rest = "-rest" if standing is Standing.LOST and issue.authorized_portion else ""
    return element("strong", labels(language).text(f"tag-{standing}{rest}"), class_=f"tag {standing}")


def _case(record: LetterRecord, language: Language) -> Node:
    say = labels(language).text
    stated: tuple[tuple[str, str, str | date | None], ...] = (
        ("facts-case-number", "/case/case_number", record.case.case_number),
        ("facts-injury-date", "/injury/start_date", None if record.injury.end_date else record.injury.start_date),
        ("facts-refusal-date", "/case/utilization_review_date", record.case.utilization_review_date),
        ("facts-decision-date", "/case/decision_date", record.case.decision_date),
    )
    doubted = record.doubted
    pairs = [
        element("div", element("dt", say(label)), element("dd", _value(value, field in doubted, language)))
        for label, field, value in stated
        if value is not None or field in doubted
    ]
    return element("dl", *pairs) if pairs else ""


def _value(value: str | date | None, doubted: bool, language: Language) -> str:
    if value is None or doubted:
        return labels(language).text("facts-unsure")
    return labels(language).text("facts-date", date=value) if isinstance(value, date) else value


def _decision(issue: Issue, standing: Standing, language: Language) -> Html:
    say = labels(language).text
    words: list[Node] = [english(_line(issue.treatment), language) if issue.treatment else say("facts-unnamed"), " "]
    words.append(tag_html(issue, standing, language))
    if standing is not Standing.UNCLEAR and issue.decision:
        words.extend((" (", english(issue.decision.capitalize(), language), ")"))
    if issue.authorized_portion:
        words.extend((". ", say("facts-already"), " ", english(_line(issue.authorized_portion), language)))
    return element("li", *words, value=str(issue.number))


def _line(words: str) -> str:
    return " ".join(words.split())
