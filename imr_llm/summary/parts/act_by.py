"""Until when there is time to appeal: a rule of law, and the date that it comes to where the letter prints its date."""

from datetime import date, timedelta

from imr_llm.record.standing import Standing
from imr_llm.summary.model import Section, Sentence
from imr_llm.summary.view import RecordView

# Labor Code 4610.6(h): 30 days from mailing. The letter cannot have been mailed before it was decided, so that many
# days from the decision are in time.
APPEAL_DAYS = 30
_DECIDED = "/case/decision_date"
_REFUSED = "/case/utilization_review_date"
_RULE, _RECEIVED = "law/appeal-deadline", "law/appeal-received"


def write_act_by(view: RecordView) -> Section | None:
    """The last day to appeal what was not won; null where everything was won.

    Nothing is counted from a date that the letter does not print, or that a person must look at.
    """
    if view.treatments and not view.standing(Standing.LOST, Standing.UNCLEAR) and not view.incomplete:
        return None
    last = last_day(view)
    if last is None:
        doubted = "yes" if _DECIDED in view.record.doubted else "no"
        sentences = view.say_all("act-by-find", (_RULE, _DECIDED), ("Decision Date",), doubted=doubted)
        return _section(view, "act-by-find-title", sentences)
    basis = (_RULE, _RECEIVED, _DECIDED)
    if last < view.occasion.today:
        sentences = (*view.say_all("act-by-passed", basis, date=last), *_still(view))
        return _section(view, "act-by-passed-title", sentences)
    return Section(
        id="act_by", title=view.voice.text("act-by-title", date=last), sentences=(view.say("act-by", basis),)
    )


def last_day(view: RecordView) -> date | None:
    """The last day on which an appeal is surely in time; null where the letter's date is not known for certain."""
    decided = view.record.case.decision_date
    return None if decided is None or _DECIDED in view.record.doubted else decided + timedelta(days=APPEAL_DAYS)


def is_late(view: RecordView) -> bool:
    """Whether the last day to appeal is known and has passed."""
    last = last_day(view)
    return last is not None and last < view.occasion.today


def is_long_past(view: RecordView) -> bool:
    """Whether the last day to appeal is known and lies a year back."""
    last = last_day(view)
    return last is not None and _a_year_after(last) <= view.occasion.today


def year_is_over(view: RecordView) -> bool:
    """Whether the 12 months after the first refusal are over (Labor Code 4610(k)); not where its date is in doubt."""
    over = _year_end(view)
    return over is not None and over <= view.occasion.today


def _year_end(view: RecordView) -> date | None:
    refused = view.record.case.utilization_review_date
    return None if refused is None or _REFUSED in view.record.doubted else _a_year_after(refused)


def _still(view: RecordView) -> list[Sentence]:
    """What is possible when it is too late to appeal: to ask again, in the end without new facts."""
    if not view.standing(Standing.LOST):
        return []
    rule, over = "law/refusal-lasts-12-months", _year_end(view)
    if over is not None and over <= view.occasion.today:
        return list(view.say_all("act-by-year-over", (rule, _REFUSED), date=over))
    decided = tuple(pointer for one in view.treatments for pointer in one.at("decision"))
    return [view.say("act-by-ask-again", (rule, *decided))]


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        # February 29.
        return date(day.year + 1, 3, 1)


def _section(view: RecordView, title: str, sentences: tuple[Sentence, ...]) -> Section:
    return Section(id="act_by", title=view.voice.text(title), sentences=sentences)
