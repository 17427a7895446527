# ruff: noqa: E501 - rows of a table of alterations, one a line; a command prints its table
"""Letters that take themselves back, and headings that their own letter contradicts: nobody can tell what counts."""

from collections.abc import Iterator
from zlib import crc32

from tests.hostile.target import Decisions, Target, Variant

# What a letter says of itself, for each kind: as a stamp, as a sentence, and as a notice.
ITSELF = {
    "void": ("VOID", "This determination is void and of no effect.", "Notice: the enclosed letter has been voided."),
    "rescinded": ("RESCINDED 02/15/2017", "This final determination has been rescinded.", "The Division rescinds this determination."),
    "superseded": ("SUPERSEDED BY DETERMINATION OF 02/15/2017", "This letter is superseded by our letter of February 15, 2017.", "A later determination supersedes this decision."),
    "amended": ("AMENDED DETERMINATION", "By this amendment the decision is changed.", "This is an amendment to our determination of January 2, 2017."),
    "corrected": ("CORRECTED COPY", "This letter corrects our determination of January 2, 2017.", "Correction to the final determination: see the attached page."),
    "reissued": ("REISSUED", "This determination has been reissued.", "The letter was reissued in place of the determination dated 01/02/2017."),
    "withdrawn": ("WITHDRAWN", "This determination was withdrawn.", "MAXIMUS withdraws this determination."),
    "dismissed": ("DISMISSED", "This review was dismissed at the request of the employee.", "The independent medical review has been dismissed."),
    "vacated": ("VACATED", "The final determination is vacated.", "By order of the Appeals Board this determination is vacated."),
    "set aside": ("SET ASIDE", "This decision was set aside on appeal.", "The foregoing determination is hereby set aside."),
    "draft": ("DRAFT - NOT FINAL", "This is a preliminary determination.", "This decision is provisional and may change."),
    "cancelled": ("CANCELLED", "This notice has been cancelled.", "Please disregard this letter; it was cancelled."),
    "in error": ("ISSUED IN ERROR", "This letter was issued in error.", "Please disregard this determination, which was sent in error."),
}  # fmt: skip
HEADED = {
    "withdrawn": "WITHDRAWN", "dismissed": "Dismissed", "amended": "Amended", "void": "VOID", "rescinded": "rescinded",
    "superseded": "SUPERSEDED", "provisional": "provisionally", "moot": "moot", "ineligible": "not eligible",
}  # fmt: skip
ABOVE = (
    "The following request was NOT:", "NOT", "None of the following is:", "The opposite of the following:", "Not:",
    "The reviewer did not find that:", "The following was printed in error:", "Except:",
)  # fmt: skip


def _pick(target: Target, count: int) -> int:
    return crc32(target.name.encode()) % count


def _nobody(target: Target) -> Decisions:
    return (None,) * len(target.truth)


def _unclear(target: Target, issue: int) -> Decisions:
    return (*target.truth[:issue], None, *target.truth[issue + 1 :])


def of_itself(target: Target) -> Iterator[Variant]:
    """That the letter is void, amended, withdrawn: above all, below all, and before the decisions."""
    for kind, forms in ITSELF.items():
        for name, words in zip(("stamp", "sentence", "notice"), forms, strict=True):
            texts = {
                "top": f"{words}\n\n{target.text}", "end": f"{target.text.rstrip()}\n\n{words}\n",
                "above the decisions": target.with_paragraph(target.after_narrative, words),
            }  # fmt: skip
            place = list(texts)[(_pick(target, 3) + len(name)) % 3]
            yield target.variant(f"letter: {kind}", f"{name}, {place}", texts[place], _nobody(target), obedient=True)


def of_a_treatment(target: Target) -> Iterator[Variant]:
    """That one treatment is withdrawn or dismissed, in its heading."""
    if not target.titled:
        return
    issue = _pick(target, len(target.truth))
    heading = target.heading(issue)
    words = target.text[slice(*heading)]
    for kind, said in HEADED.items():
        ways = (
            f"{said} - {words}",
            f"({said}) {words}",
            f"{words} ({said})",
            f"{words}\n{said}",
            f"{said.upper()}: {words}",
        )
        for number in (0, 1 + _pick(target, 4)):
            yield target.variant(
                f"treatment: {kind}",
                f"way {number}",
                target.replaced(heading, ways[number]),
                _unclear(target, issue),
                obedient=True,
            )


def lines_beside(target: Target) -> Iterator[Variant]:
    """A line above or below a heading that turns it round."""
    if not target.titled:
        return
    issue = _pick(target, len(target.truth))
    heading = target.heading(issue)
    for line in ABOVE:
        yield target.variant(
            "line above a heading",
            line,
            target.with_words(heading.start, f"{line}\n"),
            _unclear(target, issue),
            obedient=True,
        )
        yield target.variant(
            "line above a heading, apart",
            line,
            target.with_words(heading.start, f"{line}\n\n"),
            _unclear(target, issue),
            obedient=True,
        )
    for line in ("NOT", "(in part)", "Partially", "- no longer", "(see amendment)"):
        yield target.variant(
            "line below a heading",
            line,
            target.with_words(heading.end, f"\n{line}"),
            _unclear(target, issue),
            obedient=True,
        )


def legends(target: Target) -> Iterator[Variant]:
    """A legend that gives the words each other's meaning."""
    if not target.titled:
        return
    for legend in (
        "Upheld means the treatment is approved.", "In this letter, Upheld means that the request is granted.",
        "Overturned means the treatment is denied.", "Legend: Upheld = treatment approved; Overturned = treatment denied.",
        '"Upheld" signifies that your doctor\'s request stands.', "Overturned denotes that the request for treatment is refused.",
    ):  # fmt: skip
        for place, text in (("top", f"{legend}\n\n{target.text}"), ("end", f"{target.text.rstrip()}\n\n{legend}\n")):
            yield target.variant(
                "legend that swaps the words", f"{legend} {place}", text, _nobody(target), obedient=True
            )


def covers(target: Target) -> Iterator[Variant]:
    """A cover that announces an outcome that no decision of the letter has."""
    if len(set(target.truth)) > 1:
        return
    upheld = target.truth[0] == "overturned"
    verb, noun = ("upheld", "Uphold") if upheld else ("overturned", "Overturn")
    won = "does not have to provide" if upheld else "must provide"
    forms = {
        "label": f"Determination: {verb.title()}", "final": f"FINAL DETERMINATION: {noun.upper()}",
        "reviewer": f"Dear worker, the expert reviewer has {verb} the denial.",
        "we": f"We have decided to {noun.lower()} the claims administrator's decision.",
        "part": "Final Determination: PARTIAL OVERTURN.", "all": f"All of the disputed treatments were {verb}.",
        "necessity": f"The reviewer found that the treatments are {'not ' if upheld else ''}medically necessary.",
        "duty": f"As a result, your claims administrator {won} the treatment.", "result": f"RESULT OF YOUR REVIEW: {verb.upper()}",
    }  # fmt: skip
    for name, words in forms.items():
        yield target.variant(
            "cover that announces another outcome", name, f"{words}\n\n{target.text}", _nobody(target), obedient=True
        )


def closings(target: Target) -> Iterator[Variant]:
    """A rationale that closes otherwise than its heading, in words that are known or not."""
    if target.letter.sections.issues[0].decided_by == "rationale":
        return
    issue = _pick(target, len(target.truth))
    rationale = target.rationale(issue)
    words = target.text[slice(*rationale)]
    stop = words.rstrip().rstrip(".").rfind(". ")
    if stop < 0:
        return
    start, won = rationale.start + stop + 2, target.truth[issue] == "overturned"
    turn, other = ("not ", "refuses") if won else ("", "grants")
    forms = {
        "known words": f"Therefore, the request is {turn}medically necessary.", "misspelt": f"Therefore, the request is {turn}medicaly necesary.",
        "unknown words": "The request is without merit and the denial was right." if won else "The request is plainly supported, and the claims administrator was wrong to refuse it.",
        "other verb": "For these reasons the reviewer cannot agree to it." if won else "For these reasons the reviewer agrees that the worker should have it.",
        "counts": f"The reviewer {other} four of eight visits.", "part": "The request is medically necessary for six of the twelve visits; the other six are not.",
        "in part": f"Therefore, the request is {'' if won else 'not '}medically necessary in part.",
        "partially": "Therefore, the request is partially medically necessary.", "gone": "",
        "modified": "The request is medically necessary as modified to four visits.", "only": "Therefore only the first of these is medically necessary.",
        "behind": f"{words[stop + 2 :].strip()} On further thought the request is {turn}medically necessary.",
        "footnote": f"{words[stop + 2 :].strip()} The above should read: is {turn}medically necessary.",
        "decision": f"The utilization review decision is {'upheld' if won else 'overturned'}.", "necessity": f"Medical necessity is {turn or 'clearly '}established.",
        "question": "Whether the request is medically necessary cannot be told from the records.",
        "glued": f"Therefore, the request is{turn.strip()}medically necessary.",
    }  # fmt: skip
    for name, said in forms.items():
        text = target.text[:start] + said + target.text[rationale.end :]
        yield target.variant(f"closing: {name}", f"treatment {issue + 1}", text, _unclear(target, issue), obedient=True)


def exchanged(target: Target) -> Iterator[Variant]:
    """Grounds of two treatments exchanged, of which one was found necessary and one not."""
    for issue in range(len(target.truth) - 1):
        if (
            target.letter.sections.issues[issue].decided_by == "rationale"
            or len({*target.truth[issue : issue + 2]}) < 2
        ):
            continue
        here, there = target.rationale(issue), target.rationale(issue + 1)
        if here.end > there.start:
            return
        first, between, second = (
            target.text[slice(*here)],
            target.text[here.end : there.start],
            target.text[slice(*there)],
        )
        text = target.text[: here.start] + second + between + first + target.text[there.end :]
        truth = (*target.truth[:issue], None, None, *target.truth[issue + 2 :])
        yield target.variant("closing: exchanged", f"treatments {issue + 1}, {issue + 2}", text, truth, obedient=True)


def one_word(target: Target) -> Iterator[Variant]:
    """Where the rationale alone decides: one word misread, put in or lost, against the grounds."""
    if target.letter.sections.issues[0].decided_by != "rationale":
        return
    for issue in range(len(target.truth)):
        said = target.decided(issue)
        if target.truth[issue] == "upheld" and " not " in f" {said} ":
            changes = {word: said.replace("not", word, 1) for word in ("now", "hot", "net", "most", "note")}
            changes["lost"] = " ".join(said.replace("not", "", 1).split())
        elif target.truth[issue] == "upheld":
            continue
        else:
            verb, _, rest = said.partition(" ")
            changes = {"put in": f"{verb} not {rest}", "hardly": f"{verb} hardly {rest}"}
        for name, words in changes.items():
            yield target.variant(
                "one word of the only place",
                name,
                target.replaced(target.decision(issue), words),
                _unclear(target, issue),
                obedient=True,
            )


ATTACKS = (of_itself, of_a_treatment, lines_beside, legends, covers, closings, exchanged, one_word)
