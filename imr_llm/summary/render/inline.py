"""Sentences as inline markup: the letter's own words marked as English, telephone numbers that can be tapped."""

import re
from collections.abc import Iterable

from imr_llm.summary.model import Language, Sentence
from imr_llm.summary.render.markup import Html, Node, element, joined
from imr_llm.summary.render.places import Places, place_name

# The free numbers of the legal texts, the only telephone numbers that a summary may hold.
_PHONE = re.compile(r"\b1-(?:\d{3})-\d{3}-\d{4}\b")


def sentence_html(sentence: Sentence, language: Language, places: Places | None = None) -> Html:
    """One sentence; with `places`, a link to the first of those that it rests on, which names all of them.

    Numbers to call are links only in sentences of law, which rest on no words of the letter: no link lies in another.
    """
    legal = all(name.startswith("law/") for name in sentence.basis)
    words = marked(sentence.text, sentence.quotes, language, phones=legal)
    numbers = places.of(sentence) if places else ()
    if not numbers:
        return words
    return element(
        "a", words, class_="said", href=f"#{place_name(numbers[0])}", data_places=" ".join(map(str, numbers))
    )


def point_html(sentences: Iterable[Sentence], language: Language, places: Places | None = None) -> Html:
    """Sentences that are read together, with a space between them."""
    return joined((sentence_html(sentence, language, places) for sentence in sentences), " ")


def marked(words: str, quotes: Iterable[str], language: Language, *, phones: bool = False) -> Html:
    """Words with every quotation in a `span.quoted`, which says that it is English where the page is not."""
    longest_first = sorted({quote for quote in quotes if quote}, key=len, reverse=True)
    if not longest_first:
        return _plain(words, phones=phones)
    pattern = re.compile("|".join(re.escape(quote) for quote in longest_first))
    # A short quotation ("IMR") may also be a word of ours: the one behind a quotation mark is meant, if there is one.
    opened = [match for match in pattern.finditer(words) if words[: match.start()].endswith("“")]
    nodes: list[Node] = []
    end = 0
    for match in opened or pattern.finditer(words):
        nodes.append(_plain(words[end : match.start()], phones=phones))
        nodes.append(english(match.group(), language))
        end = match.end()
    return joined((*nodes, _plain(words[end:], phones=phones)))


def english(words: str, language: Language) -> Html:
    """The letter's own words."""
    return element("span", words, class_="quoted", lang=None if language == "en" else "en")


def _plain(words: str, *, phones: bool) -> Html:
    if not phones:
        return joined((words,))
    nodes: list[Node] = []
    end = 0
    for match in _PHONE.finditer(words):
        number = match.group()
        nodes.extend((words[end : match.start()], element("a", number, href="tel:+" + number.replace("-", ""))))
        end = match.end()
    return joined((*nodes, words[end:]))
