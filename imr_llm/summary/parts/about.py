"""What the page itself is: made by a computer, on which day, by whom, and no legal advice."""

from imr_llm.summary.law import Situation, legal_sentences
from imr_llm.summary.model import Section, Sentence
from imr_llm.summary.view import RecordView

_PROGRAM = "/provenance/imr_llm"


def write_about(view: RecordView) -> Section:
    """On every output, at the end of what everybody reads."""
    occasion = view.occasion
    sentences: list[Sentence] = [*view.say_all("about-made", (_PROGRAM,), date=occasion.today)]
    if occasion.operator:
        sentences.append(view.say("about-operator", (_PROGRAM,), operator=occasion.operator))
    if occasion.contact:
        sentences.append(view.say("about-contact", (_PROGRAM,), contact=occasion.contact))
    else:
        sentences.append(view.say("about-ask", (_PROGRAM,)))
    notice = legal_sentences(frozenset({Situation.NOTICE}), view.language)
    return Section(id="about", title=view.voice.text("about-title"), sentences=(*sentences, *notice))
