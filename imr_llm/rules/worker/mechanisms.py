"""How the injury happened: words that announce it, the surest first, and the act itself out of what they announce."""

from collections.abc import Iterator
from typing import NamedTuple

from imr_llm.letter.model import CleanText
from imr_llm.rules.text.lexicon import any_of, load
from imr_llm.rules.text.narrative import words_before
from imr_llm.text.patterns import Rule, Ruleset, linear
from imr_llm.text.sentences import sentence_end
from imr_llm.text.spans import Span

_WORDS = {name: any_of(words, plural=name == "body") for name, words in load("accidents").items()}
_DONE_TO, _HAPPENED, _DOING = _WORDS["done_to"], _WORDS["happened"], _WORDS["doing"]
_NAMED, _HARM, _THEN_HURT = _WORDS["named"], _WORDS["harm"], _WORDS["then_hurt"]
# "hit the back of his head", "rolled her left ankle".
_KNOCKED = rf"{_WORDS['knocked']} (?:his|her|their|the|an?)(?: [a-z-]+){{0,4}}? ?{_WORDS['body']}"
_WORKER = r"(?:injured worker|patient|applicant|claimant|worker|employee|iw|he|she|they)"
# A hurt that is told with more words before its cause; "injured while" has its cause next to it.
_HURT = (
    r"(?:injur(?:y|ies)|accident|trauma|injured (?:at|on|in|from \d|his|her|the|himself|herself)"
    r"|(?:was|got|been) hurt (?:at|on|in)|hurt (?:himself|herself)"
    r"|(?:hurt|injured|sprained|strained|tore|wrenched|burned|broke|fractured|dislocated|ruptured|lacerated)"
    r" (?:his|her))"
)
_HURT_BY = r"(?:injured|(?:was|were|got|been) hurt|(?:hurt|injured) (?:himself|herself)),?"
_TOLD = r"(?:detailed|described|documented|noted|reported|listed|stated|given|recorded|identified|caused|sustained)"
_HAPPENING = r"(?:occurred|happened|resulted|took place|involved)"
_BECAUSE = (
    r"(?:when|while|after|as a (?:result|consequence) of|due to|secondary to|from|because of|caused by|following"
    r"|subsequent to)"
)
_DAY = (
    r"(?:\d{1,2} ?[-/] ?\d|(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december) \d)"
)

_CAUSED_BY = r"(?:from|due to|because of|caused by|secondary to|after|as a (?:result|consequence) of)"
_OFTEN = r"(?:repetitive|prolonged|repeated|constant|continuous|excessive|frequent|heavy|overhead)"
_SUDDENLY = r"(?:pop|snap|pull|tear|crack|crunch|twinge|tug|click|sudden|immediate|sharp|onset)"
_FIGHT = (
    r"(?:altercation|fight|scuffle|struggle|brawl|explosion|fire|robbery|assault|rollover|collision|crash|derailment)"
)
# What may stand between the worker and what happened: "reports that he accidentally".
_ADVERBS = (
    r"(?: (?:reportedly|apparently|then|accidentally|suddenly|also|had|states|stated|reports|reported|that|he|she))*"
)

# `value` says what of a match begins the account: the words after it; its group, which goes on to the end of the
# sentence; or its group alone.
_AFTER, _GROUP, _ALONE = "after", "group", "alone"
ANNOUNCEMENTS = (
    Rule(
        "mechanism",
        r"\bmechanism(?: of (?:the )?(?:industrial |work )?(?:injury|accident|trauma))?(?: (?:is|was|has been|being))?"
        rf"(?: (?:reportedly|{_TOLD}|{_HAPPENING}|that|as|to be|to have|been|due to|from|by))*(?: :|:)? ?",
        ("mechanism",),
        _AFTER,
    ),
    Rule(
        "injury_occurred",
        rf"\b(?:injury|injuries|accident|incident) (?:(?:of|dated|on) [\d/-]{{6,10}},? )?(?:reportedly )?"
        rf"(?:(?:is|was|were|has been) (?:{_TOLD}(?: as| by)?|(?:the|a) (?:direct )?(?:result|consequence))"
        rf"|{_HAPPENING}|came about)"
        rf"(?: on [^.;]{{0,40}}?)? ?(?:{_BECAUSE}|as|by|of) ",
        ("injur", "accident", "incident"),
        _AFTER,
    ),
    Rule("account", r"\b(?:account|description|version)(?: of [^.;]{0,40})? (?:is|was) that ", (" that ",), _AFTER),
    Rule(
        "attributed",
        rf"\b{_HURT}\b[^.;]{{0,90}} (?:attributed|ascribed|attributable) to "
        rf"|\b{_WORKER} (?:attribut|ascrib)e[sd] [^.;]{{3,60}}? to ",
        ("attribut", "ascrib"),
        _AFTER,
    ),
    Rule(
        "hurt_doing",
        r"\b(?:(?:was|got|been|were)(?: reportedly)? (?:injured|hurt)(?: at work| on the job)?"
        r"|(?:injured|hurt|strained|sprained|wrenched|tore) "
        rf"(?:himself|herself|(?:his|her)(?: [a-z-]+){{0,3}}? ?{_WORDS['body']})) ({_DOING})",
        ("injured ", "hurt ", "strained ", "sprained ", "wrenched ", "tore "),
        _GROUP,
    ),
    Rule(
        "hurt_by_doing",
        rf"\b(?:{_HURT}\b[^.;]{{0,90}}?|{_HURT_BY}) by ({_DOING} )",
        (" by ",),
        _GROUP,
    ),
    Rule(
        "hurt_who_did",
        rf"\b(?:injury|injuries|accident)\b[^.;]{{0,60}}? who {_ADVERBS}({_WORDS['did']} )",
        (" who ",),
        _GROUP,
    ),
    Rule(
        "did_and_felt",
        rf"\b{_WORKER} ({_WORDS['did']} [^.;]{{3,80}}?,? and (?:felt|heard) )",
        (" and felt", " and heard"),
        _GROUP,
    ),
    Rule(
        "pain_from_doing",
        r"\b(?:(?:developed|gradual|onset) [^.;]{0,50}?\b(?:pain|numbness|symptoms)\b"
        rf"[^.;]{{0,60}}? {_CAUSED_BY}|reported [^.;]{{0,20}}?\b(?:pain|numbness|symptoms)\b[^.;]{{0,60}}? from)"
        rf" ((?:{_OFTEN}|{_DOING})\b)",
        ("reported", "developed", "gradual", "onset"),
        _GROUP,
    ),
    # "felt a pop in his back while lifting"; pain that is felt "while walking" may be today's.
    Rule(
        "felt_while",
        rf"\b(?:felt|heard|experienced|noticed|developed) (?:an? |the )?(?:[a-z]+ ){{0,2}}?{_SUDDENLY}\b[^.;]{{0,60}}?"
        r" (?:while|when|after|as) ",
        ("felt", "heard", "experienced", "noticed", "developed"),
        _AFTER,
    ),
    Rule(
        "doing_and_felt",
        rf"\b(?:while|when|as) (?:{_WORKER} was )?({_DOING}\b [^.;]{{3,100}}?, (?:the )?{_WORKER} {_THEN_HURT}\b)",
        ("while ", "when ", "as "),
        _GROUP,
    ),
    # "hearing loss after 20 years of exposure to machinery".
    Rule(
        "years_of",
        rf"\b{_CAUSED_BY} (?:[a-z0-9-]+ )?(?:[a-z]+ )?years of ((?:exposure to|{_OFTEN}|{_DOING})\b)",
        (" years of ",),
        _GROUP,
    ),
    Rule("exposure", rf"\b{_CAUSED_BY} ((?:[a-z]+ )?exposure to )", (" exposure to ",), _GROUP),
    Rule(
        "over_time_from",
        r"\b(?:cumulative|continuous|repetitive) (?:trauma|stress|strain|motion)\b[^;]{0,120}?"
        r"\b(?:caused by|due to|because of|as a result of|secondary to|attributed to|\d+[,)]? (?:for|from|after)) ",
        ("cumulative ", "continuous ", "repetitive "),
        _AFTER,
    ),
    Rule(
        "hurt_when",
        rf"\b(?:{_HURT}\b[^.;]{{0,90}}?\b|{_HURT_BY} ){_BECAUSE},? ",
        (
            "injur",
            "accident",
            "trauma",
            "hurt ",
            "ained ",
            "tore ",
            "wrenched ",
            "burned ",
            "broke ",
            "ed his ",
            "ed her ",
        ),
        _AFTER,
    ),
    Rule(
        "doing_when",
        rf"\b{_WORKER} was (?:(?:reportedly|apparently) )?({_DOING} [^.;]{{3,90}}? when )",
        (" when ",),
        _GROUP,
    ),
    Rule(
        "part_done_to",
        rf"\b(?:his|her|their|whose) ((?:[a-z]+ ){{0,3}}?{_WORDS['body']} (?:was|were|got|became) {_DONE_TO})",
        ("was ", "were ", "got ", "became "),
        _GROUP,
    ),
    Rule(
        "got_part_done_to",
        rf"\b{_WORKER} ((?:got|had) (?:his|her) (?:[a-z]+ ){{0,3}}?{_WORDS['body']} {_DONE_TO})",
        ("got ", "had "),
        _GROUP,
    ),
    Rule("done_to", rf"\b(?:was|been|were|got) ({_DONE_TO})", ("was ", "been ", "were ", "got "), _GROUP),
    # "On 2/3/2012 the chair that she sat on broke and she fell".
    Rule(
        "thing_on_the_day",
        rf"(?:^|[.\n] ?)on {_DAY}[\d/-]*(?:, \d{{4}})?,? "
        rf"((?:an?|the|another) (?:[a-z0-9-]+ ){{1,7}}?{_WORDS['fell_on']}\b)",
        value=_GROUP,
    ),
    # The next three have no literals: to look for so many would take longer than to match the pattern.
    # "stood up beneath a shelf and hit his head": the blow alone does not say how.
    Rule(
        "moved_and_hit",
        rf"\b(?:{_WORKER}|who){_ADVERBS} ({_WORDS['moved']} [^.;]*?(?:,|\band|\bthen|\bwhen (?:he|she)) (?:then "
        rf"|accidentally )?{_KNOCKED})",
        value=_GROUP,
    ),
    Rule(
        "thing_fell_and_hit",
        rf"\b(an? (?:[a-z0-9-]+ ){{1,5}}?{_WORDS['fell_on']} (?:[a-z]+ ){{0,5}}?and {_WORDS['fell_on']}"
        rf" (?:his|her|their)(?: [a-z-]+){{0,3}}? ?{_WORDS['body']})",
        (" and ",),
        _GROUP,
    ),
    Rule(
        "happened",
        rf"\b(?:{_WORKER}|who|and|had|then){_ADVERBS} ({_HAPPENED}|fell [a-z0-9-]+ (?:feet|foot|steps|stairs)\b"
        rf"|ran into (?:an?|another|the)\b|{_KNOCKED})",
        value=_GROUP,
    ),
    Rule(
        "thing_fell",
        rf"\b((?:an?|another|some|several) (?:[a-z0-9-]+ ){{1,5}}?{_WORDS['fell_on']} (?:[a-z]+ ){{0,2}}?"
        rf"(?:(?:against|in|into|of|on|onto|over|through) (?:him|her|his|them|their)\b"
        rf"|(?:his|her|their)(?: [a-z-]+){{0,3}}? ?{_WORDS['body']}|him\b))",
        value=_GROUP,
    ),
    Rule(
        "fall",
        r"\b((?:an? )?(?:[a-z0-9-]+[ -](?:foot|feet) )?(?:(?:slip|trip) and )?fall (?:from|off|down|onto|over|of|in"
        r"|into)\b"
        r"|(?:an? )?(?:slip|trip) and fall\b)",
        ("fall ", "fall."),
        _GROUP,
    ),
    Rule(
        "after_falling",
        r"\b(?:after|from|following|when|of|by|report(?:s|ed)|describe[sd]) "
        rf"(falling|tripping|slipping|being {_DONE_TO})\b",
        ("falling", "tripping", "slipping", "being "),
        _GROUP,
    ),
    # What the worker did, right behind the day of the injury.
    Rule(
        "did_next",
        rf"\b(?:injur(?:y|ed)|accident)\b[^.;\n]{{0,60}}?\d{{2}}\.? (?:the )?{_WORKER}{_ADVERBS}"
        rf" ({_WORDS['did']} (?:an?|the|some|two|several|heavy|up|over|down|off|out|onto|into|from|under)\b)",
        ("injur", "accident"),
        _GROUP,
    ),
    Rule(
        "hurt_in",
        rf"\b(?:injured|hurt|injury|injuries|involved) [^.;]{{0,60}}?in (an? (?:[a-z-]+ ){{0,3}}?{_FIGHT}\b)",
        (" in a",),
        _GROUP,
    ),
    Rule("named", rf"({_NAMED})", ("accident", "collision", "crash", "mva"), _ALONE),
    Rule(
        "cumulative",
        r"\b((?:repetitive|cumulative|continuous)(?:,? (?:and |or )?(?:cumulative|repetitive|continuous))?"
        r" (?:trauma|motion|stress|strain))\b",
        ("cumulative", "repetitive", "continuous"),
        _ALONE,
    ),
)
_ANNOUNCEMENTS = Ruleset(ANNOUNCEMENTS)
# In a rationale, guideline recitals speak of accidents and falls in general; these announcements are of a person.
_IN_RATIONALES = Ruleset(
    Rule(rule.name, before + rule.pattern.removeprefix(r"\b"), rule.literals, rule.value)
    for name, before in (
        ("injury_occurred", r"\b(?:his|her|the) (?:work |industrial )?"),
        ("hurt_when", rf"\b{_WORKER} (?:sustained|suffered|reported|had) [^.;]{{0,40}}?"),
    )
    for rule in ANNOUNCEMENTS
    if rule.name == name
)

# What an account may begin with that is not yet the act; taken off again and again.
_LEAD = linear(
    (
        r"^(?:(?:when|while|as|after|that|where|because|secondary to|due to|from|by|a result of|having|reportedly"
        r"|apparently"
        rf"|then|is) |(?:the )?{_WORKER} (?:(?:reportedly|apparently|states?|stated|reported|reports) )?(?:that )?"
        r"|(?:was|were|had been|has been|been) |(?:involved|participating) in "
        # "lumbar strain from trying to", "felt sharp pain in the neck while getting out"
        rf"|(?:[a-z-]+ ){{0,3}}{_HARM}(?: to [^.;]{{0,40}}?)? (?:from|due to|after|when|while|secondary to|caused by) "
        r"|(?:he |she )?(?:felt|experienced|developed|noticed|heard) [^.;]{0,120}? (?:while|when|after) "
        # "while working as a truck driver when"
        r"|(?:working|employed|at work|on the job|on duty|performing (?:his|her|usual)[a-z ]{0,30}duties)"
        r"(?: (?:as|by|for|at) [a-z ]{3,50}?)?,? (?:when|while|and) )"
    ).encode()
)
# What "and the" begins a new clause with: a person, or a verb after a thing.
_PEOPLE = (
    r"(?:injured worker|patient|applicant|claimant|worker|employee|iw|employer|supervisor|manager|physician|provider"
    r"|doctor|paramedics|ambulance|police)"
)
_VERB = (
    r"(?:is|are|was|were|has|had|became|began|broke|came|caught|did|fell|flew|gave|got|hit|let|made|ran|said|slid|spun"
    r"|struck|swung|took|went|[a-z]{3,}ed)"
)
# Where an account ends before its sentence does.
_ENDS = linear(
    (
        r" (?:while|when) (?:employed|working|at work|on (?:the job|duty)|performing (?:his"
        r"|her) (?:[a-z]+ ){0,3}(?:job|work"
        r"|duties))\b| at work\b| (?:in|during) the course (?:of|and)| as an? | as the |[;(]| - "
        rf"|,?(?: (?:when|and|causing|where))? (?:he|she|the {_WORKER}) {_THEN_HURT}\b"
        r"|,? and that (?:he|she|it|his|her|the)\b"
        rf"|,? and (?:{_THEN_HURT}|was (?:seen|diagnosed|taken|treated|evaluated)|since|is)\b"
        # "fell on the knee and the hand" goes on.
        rf"|,? and the (?:{_PEOPLE}\b|(?:[a-z-]+ ){{1,3}}?{_VERB}\b)"
        r"|,? (?:resulting in|causing|sustaining|injuring|incurring|leading to|hurting|(?:which|that) (?:caused"
        r"|resulted|led))\b"
        rf"| (?:on|dated|from|between|during) \(?{_DAY}"
        r"| with (?:an? )?(?:immediate|resultant|resulting|subsequent|onset|acute|right|left|pain|injur|closed|open"
        r"|fracture)"
        r"|, (?:on|per|according|which|who|the|with|and)\b"
    ).encode()
)
# What is no account: that it is not known, a date, somebody's being at work and no more, another injury.
_NO_ACCOUNT = linear(
    (
        r"^(?:not\b|which\b|whom\b|(?:the |his |her )?(?:file|records?|charts?|reports?|claims?)\b"
        r"|un(?:clear|known|specified|available)|none|n/a|no\b|action|the following|her |his |.{0,3}$"
        r"|employed\b|working(?: (?:for|at|as|in)\b|$)|at work|on (?:duty|the job)"
        rf"|performing (?:his|her) (?:[a-z]+ )*(?:job|duties|work|tasks)|\(?{_DAY}"
        r"|(?:the )?(?:prior|previous|past|old)\b"
        r"|(?:the |an? )?(?:physical therapy|therapy|surgery|fusion|procedure|operation|injections?|acupuncture"
        r"|treatments?|medications?|block|opioids?|chiropractic|exercises?)\b|asleep\b|(?:industrial"
        r"|work)[ -])"
    ).encode()
)
_OF_THE_WORKER = linear(rf"^the {_WORKER}\b".encode())
_ANOTHER = linear(
    rb"\b(?:prior|previous|previously|past|denie[sd]|denying|no|risk of|subsequent|if) (?:[\w/-]+ ){0,9}$"
)
_AND = linear(rb",? and ")
_BETWEEN = b"between "
# No account is looked for further than this many characters.
_LONGEST = 400
_BY_NAME = linear(rf"^an? ({_NAMED})$".encode())


class Account(NamedTuple):
    """What a part of a letter says of how it happened.

    `is_announced`: it is told as the cause, and not merely as something that happened.
    """

    span: Span
    is_announced: bool


def accounts_in_summary(clean: CleanText, summary: Span) -> Iterator[Account]:
    """The accounts of a case summary, the surest first."""
    return _accounts(clean, summary, _ANNOUNCEMENTS)


def accounts_in_rationale(clean: CleanText, rationale: Span) -> Iterator[Account]:
    """The accounts of a rationale, the surest first."""
    return _accounts(clean, rationale, _IN_RATIONALES)


def _accounts(clean: CleanText, part: Span, rules: Ruleset) -> Iterator[Account]:
    for rule, match in rules.find(clean.lower, part):
        announced = rule.value == _AFTER
        if _ANOTHER.search(words_before(clean, match.start() if announced else match.start(1), part.start)):
            continue
        if not announced and _OF_THE_WORKER.search(clean.lower[slice(*match.span(1))]):
            continue
        if rule.value == _ALONE:
            yield Account(Span(*match.span(1)), is_announced=False)
            continue
        start = match.end() if announced else match.start(1)
        stop = sentence_end(clean, start, min(part.end, start + _LONGEST))
        account = _cut(clean.lower, Span(start, stop))
        if account:
            yield Account(account, announced)


def _cut(lower: bytes, span: Span) -> Span | None:
    """The act itself, out of the words that tell of it; null where they tell of none."""
    words = lower[span.start : span.end]
    start = 0
    while match := _LEAD.search(words[start:]):
        start += match.end()
    words = words[start : _end(words, start)].rstrip(b" ,.;:\"'")
    by_name = _BY_NAME.search(words)
    if by_name:
        start += by_name.start(1)
        words = words[by_name.start(1) :]
    if not words or _NO_ACCOUNT.search(words):
        return None
    return Span(span.start + start, span.start + start + len(words))


def _end(words: bytes, start: int) -> int:
    """Where an account ends. An "and" that joins the two sides of a "between", or one thing to the next, ends none."""
    end: int = start - 1
    while match := _ENDS.search(words, end + 1):
        end = match.start()
        told = match.group()
        _, between, one_side = words[start:end].rpartition(_BETWEEN)
        if not _AND.match(told) or not (b" and " in told.lstrip(b",")[1:] or (between and b" and " not in one_side)):
            return end
    return len(words)
