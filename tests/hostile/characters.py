# ruff: noqa: E501 - rows of a table of attacks, one a line; a command prints its table
"""Attacks by characters that are not what they seem, or are not seen at all."""

from collections.abc import Iterator

from tests.hostile import words
from tests.hostile.target import Target, Variant

# Which stand for the same word on paper: what a person reads stays the same.
SAME_ON_PAPER = {
    "homoglyph": {
        "cyrillic": words.cyrillic, "one cyrillic letter": words.one_cyrillic, "greek": words.greek,
        "fullwidth": words.fullwidth, "mathematical": words.mathematical, "circled": words.circled,
        "small capitals": words.in_small_capitals, "accents": words.accented,
    },
    "zero-width characters": {
        "zero width space": words.invisible("\u200b"), "joiners": words.invisible("\u200d"), "word joiner": words.invisible("\u2060"),
        "byte order marks": words.invisible("\ufeff"), "hangul filler": words.invisible("\u3164"), "halfwidth filler": words.invisible("\uffa0"),
        "braille blank": words.invisible("\u2800"), "mongolian separator": words.invisible("\u180e"), "variation selectors": words.invisible("\ufe0f"),
        "more variation selectors": words.invisible("\U000e0100"), "musical": words.invisible("\U0001d173"),
    },
    "soft hyphens": {"one": lambda said: said[:2] + "\u00ad" + said[2:], "all": words.invisible("\u00ad")},
    "tag characters": {"after": lambda said: said + words.in_tags(said), "between": words.invisible("\U000e0041")},
    "control characters": {
        "null": words.invisible("\x00"), "backspace": words.invisible("\x08"), "delete": words.invisible("\x7f"),
        "bell": words.invisible("\x07"), "shift out": words.invisible("\x0e"), "next line": words.invisible("\x85"),
    },
    "combining marks": {
        "one": lambda said: said[:1] + "\u0301" + said[1:], "all": words.overlaid("\u0307"), "stacked": words.overlaid("\u0301\u0316\u0323\u0334"),
        "enclosing": words.overlaid("\u20dd"),
    },
}  # fmt: skip


def disguised_decisions(target: Target) -> Iterator[Variant]:
    """The true word, disguised; alone, and before the false one in plain letters."""
    span, said, other = target.decision(), target.decided(), target.other_word()
    for kind, disguises in SAME_ON_PAPER.items():
        for name, disguise in disguises.items():
            disguised = disguise(said)
            if disguised == said:
                continue
            yield target.variant(
                kind,
                f"{name}, decision",
                target.replaced(span, disguised),
                noted=name != "accents" and (name != "one" or target.titled),
            )
            if target.titled:
                both = target.replaced(span, f"{disguised} {other}")
                yield target.variant(
                    kind, f"{name}, decision and the other", both, (None, *target.truth[1:]), noted=True
                )
                hidden = target.replaced(span, f"{said}\n\n{disguise(other)}")
                yield target.variant(kind, f"{name}, the other below", hidden, (None, *target.truth[1:]), noted=True)


def disguised_titles(target: Target) -> Iterator[Variant]:
    """Titles and labels in letters that only look alike."""
    known = ("IMR ISSUES, DECISIONS AND RATIONALES", "CLINICAL CASE SUMMARY", "Claims Administrator guideline:",
             "MAXIMUS guideline:", "Decision rationale:")  # fmt: skip
    for name, disguise in SAME_ON_PAPER["homoglyph"].items():
        text = target.text
        for words_of_form in known:
            text = text.replace(words_of_form, disguise(words_of_form))
        if text != target.text:
            yield target.variant("homoglyph", f"{name}, titles and labels", text)
    for name, mark in (("zero width", "\u200b"), ("soft hyphens", "\u00ad")):
        text = target.text
        for words_of_form in known:
            text = text.replace(words_of_form, mark.join(words_of_form))
        if text != target.text:
            yield target.variant("zero-width characters", f"{name}, titles and labels", text)


def directions(target: Target) -> Iterator[Variant]:
    """Right-to-left overrides and isolates: what is shown is not what is stored."""
    span, said, other = target.decision(), target.decided(), target.other_word()
    unclear = (None, *target.truth[1:])
    yield target.variant("bidi", "stored backwards", target.replaced(span, words.backwards(said)), noted=True)
    if target.titled:
        stored = target.replaced(span, f"{words.backwards(said)}")
        yield target.variant(
            "bidi",
            "override before the heading",
            target.with_words(target.heading().start, "\u202e"),
            unclear,
            noted=True,
        )
        yield target.variant(
            "bidi", "other word hidden", target.replaced(span, f"\u202e{other[::-1]}\u202c {said}"), unclear, noted=True
        )
        yield target.variant(
            "bidi", "isolate", target.replaced(span, f"\u2067{said} \u2066{other}\u2069\u2069"), unclear, noted=True
        )
        yield target.variant(
            "bidi",
            "shown as another",
            target.replaced(span, f"\u202d{other}\u202c\u202e {said}\u202c"),
            unclear,
            noted=True,
        )
        assert stored
    yield target.variant(
        "bidi", "in the narrative", target.with_words(target.in_narrative, " \u202eseirtne neddih\u202c "), noted=True
    )
    yield target.variant("bidi", "a mark at the end of a line", target.with_words(target.in_narrative, "\u200e"))


def struck(target: Target) -> Iterator[Variant]:
    """Words struck through, and others put in their place: nobody can tell."""
    span, said, other = target.decision(), target.decided(), target.other_word()
    ways = {
        "long stroke": words.overlaid("\u0336"), "short stroke": words.overlaid("\u0335"), "slash": words.overlaid("\u0338"),
        "tildes": lambda word: f"~~{word}~~", "one tilde": lambda word: f"~{word}~", "html s": lambda word: f"<s>{word}</s>",
        "html del": lambda word: f"<del>{word}</del>", "backspaces": lambda word: word + "\b" * len(word),
        "dashes": lambda word: f"-{word}-", "crossed": lambda word: "".join(f"{letter}\b-" for letter in word),
        "brackets": lambda word: f"[deleted: {word}]",
    }  # fmt: skip
    unclear = (None, *target.truth[1:])
    for name, way in ways.items():
        if target.titled:
            text = target.replaced(span, f"{way(said)} {other}")
            yield target.variant("strikethrough", f"{name}, replaced", text, unclear)
        if target.titled or name != "dashes":
            yield target.variant("strikethrough", f"{name}, alone", target.replaced(span, way(said)), unclear)


ATTACKS = (disguised_decisions, disguised_titles, directions, struck)
