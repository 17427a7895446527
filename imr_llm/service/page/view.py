"""The page as HTML, from templates that escape whatever they are given."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from imr_llm.errors import ImrError
from imr_llm.service.about import About
from imr_llm.service.page.faults import code_of
from imr_llm.service.page.letter import letter_html
from imr_llm.service.page.seal import seal
from imr_llm.service.page.state import PageState
from imr_llm.service.page.static import static_address
from imr_llm.service.page.words import LANGUAGES, LETTER_LINE, OLD_LINE, both, in_both, words_of
from imr_llm.service.reading.job import FILES
from imr_llm.service.reading.reader import ReadLetter
from imr_llm.summary.catalogue import catalogue
from imr_llm.summary.law import Situation, legal_sentences
from imr_llm.summary.model import Language
from imr_llm.summary.render.article import article_html
from imr_llm.summary.render.inline import point_html
from imr_llm.summary.render.labels import LANGUAGE_NAMES, labels
from imr_llm.summary.render.markup import Html
from imr_llm.summary.render.places import places

_MEGABYTE = 1024 * 1024
# Seconds to wait where a refusal names none.
_LONG_ENOUGH = 10


def home_page(state: PageState, about: About, largest: int, error: ImrError | None = None) -> str:
    """The first page.

    Args:
        state: what the reader has chosen.
        about: what the service is and offers.
        largest: what a file may have, in bytes.
        error: what went wrong before; the page then begins with advice on it.
    """
    return _template("home.html").render(
        name="error-name" if error else "home-name",
        state=state,
        about=about,
        largest=largest,
        accepted=",".join(kind for kind in FILES if about.photos or not kind.startswith("image/")),
        megabytes=max(1, largest // _MEGABYTE),
        fault=code_of(error) if error else None,
        wait=getattr(error, "retry_after", None) or _LONG_ENOUGH,
        help=in_both(_help_line),
        runner=in_both(lambda language: catalogue(language).text("about-operator", operator=about.operator or "")),
        asked=in_both(lambda language: catalogue(language).text("about-contact", contact=about.contact or "")),
    )


def result_page(state: PageState, about: About, read: ReadLetter, *, sample: bool = False) -> str:
    """The summaries of a letter, the letter beside them, and what can be done with them."""
    marked = places(read.summaries, read.record)
    return _template("result.html").render(
        name="result-name",
        state=state,
        about=about,
        sample=sample,
        # A picture of several pages is a PDF or a TIFF; of one, the rest of the letter may say something else.
        photo=read.media_type.startswith("image/") and len(read.page_starts) == 1,
        articles=[article_html(summary, read.record, places=marked) for summary in read.summaries],
        letter=letter_html(read, marked),
        result=seal(read),
    )


def _help_line(language: Language) -> Html:
    """The first sentence of the reviewed text on free help, with the number to call."""
    return point_html(legal_sentences(frozenset({Situation.HELP}), language)[:1], language)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("imr_llm.service"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        both=both,
        say=lambda language, message: words_of(language).text(message),
        static=static_address,
        languages=LANGUAGES,
        language_names=LANGUAGE_NAMES,
        choose_language=labels("en").text("language"),
        letter_line=LETTER_LINE,
        old_line=OLD_LINE,
        # What the first page shows of the work: a line of the sample letter, and a sentence of its summary.
        example="MRI Cervical Spine: Upheld",
        meaning=in_both(lambda language: catalogue(language).text("outcome-lost", count=1, rest="no")),
    )
    return environment.get_template(name)
