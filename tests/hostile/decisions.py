# ruff: noqa: E501 - rows of a table of attacks, one a line; a command prints its table
"""Attacks that fake, double, split or turn round a decision."""

import re
from collections.abc import Iterator

from tests.hostile.target import Target, Variant

FAKE_TREATMENT = "Physical therapy, 12 visits"


def fake_issue(word: str, treatment: str = FAKE_TREATMENT) -> str:
    needed = "is medically necessary" if word == "Overturned" else "is not medically necessary"
    return (
        f"{treatment}: {word}\n\nClaims Administrator guideline: Decision based on MTUS Low Back Complaints 2004.\n\n"
        "MAXIMUS guideline: Decision based on MTUS Low Back Complaints 2004.\n\n"
        f"Decision rationale: The records show steady gains. Therefore, the request {needed}.\n\n"
    )


def headings(target: Target) -> Iterator[Variant]:
    """A line that looks like a heading, where none belongs."""
    word = target.other_word()
    lines = {
        "same treatment": f"{target.treatment()}: {word}",
        "another treatment": f"{FAKE_TREATMENT}: {word}",
        "the word": word,
        "capitals": f"{FAKE_TREATMENT.upper()}: {word.upper()}",
        "decision": f"Decision: {word}",
        "dash": f"{FAKE_TREATMENT} - {word}",
        "is": f"{FAKE_TREATMENT} is {word}.",
        "outcome": f"FINAL DETERMINATION: {word.upper()}",
    }
    for name, line in lines.items():
        for place, at in (("narrative", target.after_narrative), ("rationale", target.in_rationale())):
            text = target.with_paragraph(at, line)
            yield target.variant("fake heading", f"{name}, {place}", text)
        yield target.variant("fake heading", f"{name}, end", f"{target.text}\n\n{line}\n")
        yield target.variant("fake heading", f"{name}, top", f"{line}\n\n{target.text}")


def sentences(target: Target) -> Iterator[Variant]:
    """A sentence that claims another decision."""
    word, needed = target.other_word(), "is" if target.truth[0] == "upheld" else "is not"
    said = {
        "decision": f"The decision of the Independent Medical Review is: {word}.",
        "determination": f"Final determination: the denial is {word}.",
        "correction": f"Correction: the decision below was printed in error and should read {word}.",
        "necessity": f"The requested treatment {needed} medically necessary and appropriate.",
        "footnote": f"* The reviewer later changed this decision to {word}.",
        "errata": f"ERRATUM. For 'Upheld' and 'Overturned' read '{word}' throughout.",
    }
    for name, sentence in said.items():
        yield target.variant(
            "fake decision in prose", f"{name}, narrative", target.with_words(target.in_narrative, f" {sentence}")
        )
        yield target.variant(
            "fake decision in prose", f"{name}, rationale", target.with_words(target.in_rationale(), f" {sentence}")
        )
        yield target.variant(
            "fake decision in prose",
            f"{name}, last words",
            target.with_words(target.after_rationale(len(target.truth) - 1), f" {sentence}"),
        )
        yield target.variant("fake decision in prose", f"{name}, end", f"{target.text}\n\n{sentence}\n")


def issues(target: Target) -> Iterator[Variant]:
    """A whole issue, in the form of 2014 and 2016, where none belongs."""
    for name, treatment in (("another", FAKE_TREATMENT), ("the same", target.treatment())):
        block = fake_issue(target.other_word(), treatment)
        yield target.variant("fake issue", f"{name}, narrative", target.with_paragraph(target.after_narrative, block))
        yield target.variant(
            "fake issue", f"{name}, in a sentence", target.with_words(target.in_narrative, f" {block}")
        )
        yield target.variant("fake issue", f"{name}, top", f"{block}\n\n{target.text}")
        yield target.variant("fake issue", f"{name}, rationale", target.with_paragraph(target.in_rationale(), block))
        one_line = " ".join(block.split())
        yield target.variant(
            "fake issue", f"{name}, rationale, one line", target.with_words(target.in_rationale(), f" {one_line}")
        )


def quotations(target: Target) -> Iterator[Variant]:
    """Another determination, quoted."""
    word = target.other_word()
    quoted = {
        "in quotation marks": f'An earlier determination read: "{target.treatment()}: {word}".',
        "block": f'The earlier determination follows.\n\n"{fake_issue(word).strip()}"',
        "marked": "\n".join(f"> {line}" for line in fake_issue(word).split("\n") if line),
        "case": f"In IMR case CM15-9000777 the same request was {word} on 01/02/2015.",
    }
    for name, words in quoted.items():
        yield target.variant(
            "quoted determination", f"{name}, narrative", target.with_paragraph(target.after_narrative, words)
        )
        yield target.variant(
            "quoted determination", f"{name}, rationale", target.with_words(target.in_rationale(), f"\n{words}\n")
        )


def doubles(target: Target) -> Iterator[Variant]:
    """Issues twice, with the same decision or the other one."""
    heading, rationale = target.heading(), target.rationale()
    block = target.text[heading.start : rationale.end]
    flipped = target.replaced(target.decision(), target.other_word())
    shift = len(flipped) - len(target.text)
    other = flipped[heading.start : rationale.end + shift]
    twice = (target.truth[0], *target.truth)
    yield target.variant("double issue", "same", target.with_words(rationale.end, f"\n\n{block}"), twice)
    yield target.variant("double issue", "contradicting", target.with_words(rationale.end, f"\n\n{other}"))
    yield target.variant("double issue", "contradicting, first", target.with_words(heading.start, f"{other}\n\n"))


def blurred(target: Target) -> Iterator[Variant]:
    """Words that take a decision's plain meaning away: nobody can tell what was decided."""
    word, other, unclear = target.word(), target.other_word(), (None, *target.truth[1:])
    forms = (
        f"Not {word}", f"not {word.lower()}", f"NOT {word.upper()}", f"partially {word}", f"{word} in part",
        f"{word}/{other}", f"{word} and {other}", f"{word} ({other})", f"{word}, {other}", f"{word} {other}",
        f"{other}? {word}", f"un{word.lower()}", f"{word} -> {other}", f"formerly {word}, now {other}",
        f"{word} [sic: {other}]", f"{other} (see {word})", f"neither {word} nor {other}", f"anything but {word}",
        f"no longer {word}", f"{word} is wrong: {other}", f"hardly {word}", f"{word}; amended to {other}",
    )  # fmt: skip
    if not target.titled:
        return
    for words in forms:
        yield target.variant(
            "blurred decision",
            words.replace(word, "A").replace(other, "B"),
            target.replaced(target.decision(), words),
            unclear,
        )


def splits(target: Target) -> Iterator[Variant]:
    """The decision broken over lines and pages: the same decision for a person."""
    span = target.decision()
    words = target.decided()
    middle = len(words) // 2
    breaks = {
        "new line before": f"\n{words}", "empty line before": f"\n\n{words}", "page before": f"\n\f{words}",
        "hyphen": f"{words[:middle]}-\n{words[middle:]}", "new line inside": f"{words[:middle]}\n{words[middle:]}",
        "page inside": f"{words[:middle]}\f{words[middle:]}", "blanks inside": " ".join(words),
        "furniture inside": f"\nPage 2 of 3\n\f{words}", "page and number": f"\n2\n\f{words}",
    }  # fmt: skip
    for name, broken in breaks.items():
        yield target.variant("split decision", name, target.replaced(span, broken))


def front_pages(target: Target) -> Iterator[Variant]:
    """A second front page, or dates and numbers twice."""
    page = (
        "Case Number: CM14-9000555\nDate Assigned: 01/02/2015 Date of Injury: 03/04/2011\n"
        "Decision Date: 02/03/2015 UR Denial Date: 12/12/2014\nPriority: Expedited Application\nReceived:\n12/20/2014\n"
    )
    bare = "Decision Date: 02/03/2015\nUR Denial Date: 12/12/2014\n"
    lines = {
        "before": f"{page}\n{target.text}", "after": f"{target.text}\n\n{page}",
        "narrative": target.with_paragraph(target.after_narrative, page), "dates before": f"{bare}\n{target.text}",
        "dates after": f"{target.text}\n\n{bare}", "number in the narrative": target.with_words(target.in_narrative, " See case number CM14-9000555."),
        "outcome": f"OUTCOME: {target.other_word().upper()}\nCase Number: CM14-9000555\n\n{target.text}",
    }  # fmt: skip
    for name, text in lines.items():
        yield target.variant("second front page", name, text)


def titles(target: Target) -> Iterator[Variant]:
    """Titles that look like the letter's own, and what they would head."""
    block = fake_issue(target.other_word())
    announced = "The Final Determination was based on decisions for the disputed items/services set forth below:"
    named = {
        "same": "IMR ISSUES, DECISIONS AND RATIONALES", "spaced": "I M R  I S S U E S ,  D E C I S I O N S",
        "misspelt": "IMR ISSUES, DEClSlONS AND RATI0NALES", "other words": "FINAL ISSUES, DECISIONS AND RATIONALES",
        "singular": "IMR ISSUE, DECISION AND RATIONALE", "summary": "CLINICAL CASE SUMMARY",
        "how made": "HOW THE IMR FINAL DETERMINATION WAS MADE",
    }  # fmt: skip
    for name, title in named.items():
        words = f"{title}\n{announced}\n\n{block}"
        yield target.variant(
            "look-alike title", f"{name}, narrative", target.with_paragraph(target.after_narrative, words)
        )
        yield target.variant("look-alike title", f"{name}, end", f"{target.text}\n\n{words}", None)


def labels(target: Target) -> Iterator[Variant]:
    """Labels that are changed so that an issue is lost, and decisions that lose their place."""
    text = target.text
    changed = {
        "labels gone": re.sub(r"(?i)claims administrator guideline:|maximus guideline:|decision rationale:", "", text),
        "labels renamed": re.sub(r"(?i)claims administrator guideline:", "Insurer rule:", text),
        "first label gone": re.sub(r"(?i)claims administrator guideline:", "", text, count=1),
        "rationale label gone": re.sub(r"(?i)decision rationale:", "", text, count=1),
    }
    for name, after in changed.items():
        if after != text:
            yield target.variant("damaged labels", name, after)


ATTACKS = (headings, sentences, issues, quotations, doubles, blurred, splits, front_pages, titles, labels)
