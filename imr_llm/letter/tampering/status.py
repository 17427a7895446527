"""What a letter says of itself: that it is void, amended or replaced, or that a treatment was taken out of the review.

Such words take back what the rest of the letter decides. Which of the two counts nobody can tell from the paper, so no
outcome is told.
"""

from collections.abc import Iterator

from imr_llm.letter.model import CleanText, IssueSection, SectionedLetter, SectionFault
from imr_llm.record.model import ISSUES
from imr_llm.text.patterns import Match, linear
from imr_llm.text.spans import Span

_TAKEN_BACK = (
    r"(?:void(?:ed)?|null|amended|corrected|revised|superseded|rescinded|revoked|withdrawn|retracted|vacated|annulled"
    r"|cancel+ed|set aside|replaced|reissued|re-issued|reversed|dismissed|terminated|provisional|preliminary|tentative"
    r"|nullified|invalid(?:ated)?|overruled|stricken|suspended|stayed|of no (?:force|effect)"
    r"|(?:issued|sent|mailed|printed|made) (?:in error|by mistake|erroneously)"
    r"|(?:not|no longer) (?:valid|final|in effect"
    r"|in force))"
)
_PAPER = r"(?:(?:final )?determinations?|decisions?|letters?|notices?|reviews?|findings?|imr|documents?)"
# A stamp: a short line that begins with such a word, or is nothing but one with the paper it speaks of.
_STAMP = linear(
    (
        rf"(?:^|\n)[\W_]{{0,6}}(?:(?:this|the) )?(?:{_PAPER} )?(?:(?:is|was|has been|hereby) ){{0,2}}{_TAKEN_BACK}\b"
        rf"[^\n]{{0,90}}(?:\n|$)|(?:^|\n)[\W_]{{0,6}}(?:draft|do not (?:rely|use)|not (?:valid|final|for release)"
        rf"|copy not valid)\b[^\n]{{0,60}}(?:\n|$)"
    ).encode()
)
_SELF = (
    rf"(?:this|the(?: present| attached| enclosed| foregoing| above| prior| previous| earlier| original)?|our|that)"
    rf" (?:final |imr |independent |medical |review |written )*{_PAPER}"
)
# A sentence in which the letter speaks of itself or of another letter in its place.
_SAID = linear(
    (
        rf"\b{_SELF}(?: [a-z0-9/.,-]+){{0,6}}?"
        rf" (?:is|are|was|were|has been|have been|will be|shall be|stands?)"
        rf" (?:now |hereby |therefore |being |also )*{_TAKEN_BACK}\b"
        rf"|\b(?:supersedes?|replaces?|amends?|corrects?|rescinds?|vacates?|voids?|sets aside|withdraws?|revokes?"
        rf"|cancels?) (?:and (?:replaces?|supersedes?|corrects?) )?(?:the|our|that|this|any|all|its)(?: \w+){{0,3}}"
        rf" {_PAPER}\b|\b{_PAPER} (?:should|must|shall|is to) be disregarded\b"
        rf"|\bplease disregard (?:the|this|our|that)\b"
        rf"|\bin (?:place|lieu) of (?:the|our) (?:\w+ ){{0,3}}{_PAPER} (?:dated|of|issued)\b"
    ).encode()
)
# Whoever is spoken of, a letter that amends is not the last word.
_AMENDS = linear(
    (
        rf"\b(?:by|in|with|through) (?:this|way of|means of)(?: an?)?"
        rf" (?:amendment|correction|addendum|erratum|amended {_PAPER})\b"
        rf"|\b(?:amendment|erratum|addendum|correction) to (?:the|our|this) (?:\w+ ){{0,3}}{_PAPER}\b"
        rf"|\bsuperseded by\b|\b(?:amended|corrected|revised|replacement) (?:final |imr )*{_PAPER}"
        rf" (?:is|was|will be|has been|dated|follows|enclosed)"
    ).encode()
)
# A stamp that was run into the words beside it.
_CAPITAL_STAMP = linear(
    rb"\b(?:VOID(?:ED)?|RESCINDED|SUPERSEDED|AMENDED|CORRECTED|REISSUED|WITHDRAWN|DISMISSED|VACATED|SET ASIDE"
    rb"|CANCELL?ED"
    rb"|REVOKED|ISSUED IN ERROR|DRAFT|NOT FINAL)\b"
)
_IS_ONE = linear(
    (
        rf"\bthis is (?:an?|the|only an?) (?:{_TAKEN_BACK}|draft) (?:final |imr )*{_PAPER}\b"
        rf"|\b(?:{_TAKEN_BACK}) (?:final |imr )+{_PAPER}\b"
    ).encode()
)
_OF_ITSELF = linear(rb"^(?:this|the (?:present|attached|enclosed|foregoing|above)) ")
_OF_REVIEW = linear(rb"utilization review|\bur\b|claims administrator|non-?certif|denial|insurer|carrier")
# Said of one treatment: in its heading, on the line above it, or as a sentence about the request.
_OUT = linear(
    rb"\b(?:withdrawn|dismissed|void(?:ed)?|rescinded|superseded|vacated|set aside|cancel+ed|deleted|retracted"
    rb"|ineligible|not eligible|no longer (?:in dispute|disputed|at issue)|moot|provisional(?:ly)?|reversed|amended"
    rb"|removed from (?:this|the) review)\b"
)
_REQUEST_OUT = linear(
    rb"\b(?:request|treatment|item|service|issue|dispute|application)s?(?: for [^.\n]{1,80}?)?,? (?:is|are|was|were"
    rb"|has been|have been) (?:hereby |now |since |later |formally |voluntarily )?(?:withdrawn|dismissed|vacated"
    rb"|rescinded|removed from (?:this|the) review|no longer (?:in dispute|disputed|at issue))\b"
)
# A line beside a heading that turns it round.
_TURNS = linear(
    rb"\bnot\b ?:? *$|^[\W_]*not\b[\W_]*$|^[\W_]*(?:except|all but|other than)\b[^\n]{0,40}$"
    rb"|^[\W_]*(?:the (?:following|reviewer|opposite)|none|neither|except|not)\b[^\n:]{0,60}: "
    rb"|\b(?:not|none|neither|never|nothing|hardly)\b[^\n]*: *$|\b(?:reverse|opposite) of\b"
    rb"|\b(?:incorrect|in error|erroneous(?:ly)?|mistaken(?:ly)?)\b"
)
_CAPITAL_NOT = linear(rb"(?:^|[^A-Za-z])NOT(?:[^A-Za-z]|$)")
# What "upheld" and "overturned" are said to mean, against what they mean.
_LEGEND = linear(
    rb"\b(?:upheld|uphold|overturn(?:ed)?)\b[\"') ]{0,3}(?:,? (?:here|in this letter|below),? )?(?:means?|=|shall mean"
    rb"|denotes|indicates|signifies|stands for|is used (?:for|to mean))[^.;\n]{0,140}"
)
_LEGEND_YES = linear(
    rb"\b(?:approv|grant|authori[sz]|must (?:be (?:given|provided|paid)|pay|provide)|in (?:your|the (?:employee|worker"
    rb"|patient|applicant)'?s?) favor|(?:is|are) (?:medically )?necessary|(?:found|considered|deemed) (?:to be )?"
    rb"(?:medically )?necessary|request (?:stands|succeeds)|treatment (?:stands|is allowed))"
)
_LEGEND_NO = linear(rb"\b(?:not|none|den(?:y|ied|ial)|refus|non-?certif|disallow|uph[eo]ld the (?:denial|refusal))")
_WRONG = linear(
    rb"(?:denial|refusal|decision)[^.;]{0,60}\b(?:wrong|overturned|reversed|set aside|not (?:stand|supported))|disagree"
)
_NEAR = 70
# So many of the last characters of reasons may be words that stand behind them.
_LAST_WORDS = 400


def statuses(letter: SectionedLetter) -> Iterator[SectionFault]:
    """The doubts that such words raise: on all decisions, or on the one that they speak of."""
    clean, issues = letter.clean, letter.sections.issues
    outside = list(_outside(clean, issues))
    if any(_taken_back(clean, span) for span in outside):
        yield _doubt(ISSUES, "the letter says of itself that it is void, amended, withdrawn or replaced")
    if _swaps(clean.lower):
        yield _doubt(ISSUES, "the letter says that its decision words mean the opposite of what they mean")
    if any(issue.decided_by == "rationale" and _asks_twice(clean.lower, issue.heading) for issue in issues):
        yield _doubt(ISSUES, "one entry of the list of treatments asks more than one question")
    for index, issue in enumerate(issues):
        if _is_out(clean, issue):
            yield _doubt(f"{ISSUES}/{index}/decision", "words beside this decision take it back or turn it round")


def _doubt(pointer: str, why: str) -> SectionFault:
    return SectionFault(pointer, "suspicious", why)


def _outside(clean: CleanText, issues: tuple[IssueSection, ...]) -> Iterator[Span]:
    """Where a letter speaks of itself: all but headings, guideline lines and reasons, of which the last words count."""
    taken = []
    for issue in issues:
        taken += [issue.heading, issue.claims_administrator_guideline, issue.reviewer_guideline]
        if issue.rationale:
            taken.append(Span(issue.rationale.start, max(issue.rationale.start, issue.rationale.end - _LAST_WORDS)))
    position = 0
    for part in sorted(span for span in taken if span):
        if position < part.start:
            yield Span(position, part.start)
        position = max(position, part.end)
    yield Span(position, len(clean.text))


def _taken_back(clean: CleanText, span: Span) -> bool:
    if _STAMP.search(clean.lower[slice(*span)]) or any(
        pattern.search(clean.lower, *span) for pattern in (_AMENDS, _IS_ONE)
    ):
        return True
    for match in _SAID.finditer(clean.lower, *span):
        line = clean.lower.rfind(b"\n", span.start, match.start()) + 1
        end = clean.lower.find(b"\n", match.end(), span.end)
        stop = span.end if end < 0 else end
        around = clean.lower[max(line, span.start, match.start() - _NEAR) : min(stop, match.end() + _NEAR)]
        # "The decision of utilization review was reversed" is what a review does.
        if _OF_ITSELF.search(match.group()) or not _OF_REVIEW.search(around):
            return True
    return any(not _in_capitals(clean, match) for match in _CAPITAL_STAMP.finditer(clean.plain, *span))


def _in_capitals(clean: CleanText, match: Match) -> bool:
    """Whether a word in capitals stands among others: in a title, or a letter that is set so."""
    around = clean.plain[max(0, match.start() - _NEAR) : match.start()]
    return around.strip() == b"" or around.isupper()


def _swaps(lower: bytes) -> bool:
    for match in _LEGEND.finditer(lower):
        words = match.group()
        overturned = words.startswith(b"overturn")
        yes, no = _LEGEND_YES.search(words), _LEGEND_NO.search(words)
        if overturned and no and not yes:
            # "Overturned means that the denial was wrong" turns nothing round.
            if not _WRONG.search(words):
                return True
        elif not overturned and yes and not no:
            return True
    return False


def _asks_twice(lower: bytes, heading: Span) -> bool:
    words = lower[slice(*heading)]
    return words.count(b"?") > 1 or words.count(b"medically necessary") > 1


def _is_out(clean: CleanText, issue: IssueSection) -> bool:
    """Whether a treatment's heading, the line beside it or its reasons take it out of the review."""
    lower, heading = clean.lower, issue.heading
    words = lower[slice(*heading)]
    if _OUT.search(words[:60]) or _OUT.search(words[-60:]) or any(_TURNS.search(line) for line in words.split(b"\n")):
        return True
    plain = clean.plain[slice(*heading)]
    if _CAPITAL_NOT.search(plain) and not plain.isupper() and issue.decided_by == "word":
        return True
    if issue.decided_by == "word" and _has_words_below(clean, issue):
        return True
    before = _line_before(clean, heading.start)
    if before is not None and (_TURNS.search(lower[slice(*before)]) or _OUT.search(lower[slice(*before)])):
        return True
    return issue.rationale is not None and _REQUEST_OUT.search(lower, *issue.rationale) is not None


def _has_words_below(clean: CleanText, issue: IssueSection) -> bool:
    """Whether something else than a label stands between a heading and the first of its parts."""
    parts = (issue.claims_administrator_guideline, issue.reviewer_guideline, issue.rationale)
    below = min((part.start for part in parts if part and part.start >= issue.heading.end), default=issue.heading.end)
    # The label of the first part stands on the last line, with it.
    return clean.lower[issue.heading.end : below].rpartition(b"\n")[0].strip(b" .\n") != b""


def _line_before(clean: CleanText, start: int) -> Span | None:
    """The short line above a heading, which is no rationale's last sentence; a tight letter has run it into that."""
    end = len(clean.text[:start].rstrip())
    begin = max(clean.text.rfind("\n", 0, end), clean.text.rfind(".", max(0, end - _NEAR), end - 1)) + 1
    return Span(begin, end) if 0 < end - begin <= _NEAR and not clean.text[:end].endswith((".", ")")) else None
