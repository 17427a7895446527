"""Words of a letter that speak to a machine: noted for a person, and obeyed by nobody.

A determination is written to a worker, an insurer and a doctor. Orders to ignore instructions, to report another
decision, or to keep something from a person belong in none; nor do the marks with which programs part their prompts.
The patterns look for who is spoken to together with what is asked, because letters do speak of surgical assistants,
models of care and instructions to patients.
"""

import base64
import binascii
from collections.abc import Iterator

from imr_llm.letter.model import CleanText
from imr_llm.text.patterns import linear

_MACHINE = (
    r"(?:\bai\b|\ba\.i\.|artificial intelligence|(?:large )?language models?|\bllms?\b|chat ?-?bots?|chat ?gpt"
    r"|\bgpt(?:-?\d)?\b"
    r"|\bclaude\b|\bgemini\b|copilot|\bllama\b|virtual assistants?|(?:ai|digital|smart) assistants?"
    r"|neural net(?:work)?s?"
    r"|(?:automated|automatic|computer(?:i[sz]ed)?|machine|software|text|document|robotic) (?:systems?|readers?"
    r"|programs?"
    r"|tools?|parsers?|agents?|models?|processors?|processing|extraction|summari[sz]\w+|reading)|parsers?"
    r"|summari[sz]ers?)"
)
_ORDER = (
    r"(?:ignore|disregard|forget|override|overrule|bypass|obey|report|record|output|return|answer|respond|reply"
    r"|print|write"
    r"|say|state|tell|announce|mark|label|treat|set|classify|summari[sz]e|describe|render|display|change|list|interpret"
    r"|count|replace|inform|assume|pretend|act as|must|should|shall|do not|don'?t|never|are (?:required"
    r"|instructed|asked)"
    r"|is (?:required|instructed|asked))"
)
_DECIDED = r"(?:upheld|overturned|approved|granted|denied|authori[sz]ed|favou?rable|a win|a loss|won|lost)"
# A sentence, or a part of one, begins.
_BEGIN = r"(?:^|[.:!?\n;>*|\"'()\[\]{}-] ?|\band |\bthen |\bplease |\bnow )"
_PATTERNS = (
    # Who is spoken to, and an order, in one sentence.
    rf"{_MACHINE}\b[^.\n]{{0,90}}\b{_ORDER}\b",
    rf"\b{_ORDER}\b[^.\n]{{0,60}}\b(?:you|if|to|by|for|dear|attention|note)[^.\n]{{0,20}}{_MACHINE}",
    rf"\b(?:dear|attention|hey|hello|note to|message (?:to|for)|you are an?|as an?|if you are an?) (?:\w+ )?{_MACHINE}",
    r"\byou are (?:now )?(?:in |an? |the )?(?:helpful|maintenance|developer|debug|admin\w*|jailb\w+|unrestricted"
    r"|assistant\b|dan\b)",
    r"\b(?:maintenance|developer|debug|god|admin) mode\b|\bjailbreak|\bdo anything now\b|\bsystem prompt"
    r"|\bprompt injection",
    rf"\b(?:to|for) (?:the|any|all|an|every|each) {_MACHINE}",
    r"\b(?:output|print|return|respond|answer|reply) (?:only|exactly|just)\b",
    # What was said before is to count no more.
    r"\b(?:ignore|disregard|forget|override|bypass|discard|do not (?:follow|obey)|stop following|pay no attention to)\b"
    r"[^.\n]{0,40}\b(?:previous|prior|above|earlier|preceding|foregoing|all|any|other|your|these|those|initial"
    r"|original|system)\b"
    r"[^.\n]{0,30}\b(?:instructions?|prompts?|directions?|directives?|rules?|commands?|guardrails|guidance|context)\b",
    r"\b(?:ignore|disregard|forget|discard)\b (?:the |this |all |everything |every |any )?(?:of the )?"
    r"(?:letter|text|document|content|words|everything|decisions?|rest)?(?: (?:above|below|before|printed|that))\b",
    r"\b(?:new|updated|real|actual|hidden|secret) (?:prompts?|instructions?|orders?|task) ?:",
    # What is to be told.
    rf"{_BEGIN}(?:report|output|return|answer|respond|reply|print|write|say|announce|mark|label|treat|set"
    rf"|classify|summari[sz]e"
    rf"|change|replace|tell|record|list|present|give|override|make|update)\b (?:only |every |each |all |the "
    rf"|any |this |that |it |with |as "
    rf"|them |worker |patient |reader |user |person )+[^.\n]{{0,60}}\b{_DECIDED}\b",
    rf"\b(?:must|should|shall|have to|has to|need to|needs to|are to|is to)\b (?:now |always |only "
    rf"|instead )?(?:report|output|return"
    rf"|print|record|say|announce|mark|label|treat|set|classify|summari[sz]e|render|display|list|read|show"
    rf"|state)\b[^.\n]{{0,60}}\b{_DECIDED}\b",
    r"\b(?:output|set|report|return) (?:the )?(?:decisions?|outcomes?|determinations?|results?|fields?) ?(?:=|:"
    r"|as|to|field)",
    r"\boverride (?:the )?(?:decisions?|outcomes?|fields?|determinations?|review)",
    r"(?:must|should|shall|do|does|please) not (?:be )?(?:flag(?:ged)?|mention(?:ed)?|reveal(?:ed)?|disclose[d]?"
    r"|repeat(?:ed)?|quote[d]?)"
    r" (?:this|the|these|it|to) ?(?:\w+ )?(?:sentence|instructions?|note|message|text|prompt|for review|document"
    r"|letter|line|user|worker)",
    # The marks of prompts, and the records of programs.
    r"<\|? ?/?(?:im_start|im_end|system|assistant|user|human|endoftext|end_of_turn"
    r"|start_of_turn)\b[^>\n]{0,20}\|?>|\[/?inst\]|<</?sys>>",
    r"(?:^|\n)\W{0,6}(?:system|developer|human|user)(?: (?:message|prompt|note|override|instructions?))? ?:"
    r"|###+ ?(?:instructions?|system|response|human|assistant|prompt)",
    r"[\"'{/](?:decisions?|outcome|needs_review|issues|verdict)[\"']? ?[:=]|\bissues\[\d+\]|\[\[?issues\]\]?"
    r"|</?(?:decision|outcome|issue)\b",
    # In other languages, with their accents taken off.
    r"\b(?:ignor[ae]n?|ignorez|ignorar|olvid[ae]n?|omit[ae]n?|hag[ae]n? caso omiso|desconsider[ae]\w*|esquec\w+"
    r"|oubliez|oublie|ne tenez pas"
    r"|ignorier\w*|vergiss|vergessen sie|missacht\w+|negeer|zignoruj|ignoruj|dimentica\w*|huwag|balewalain"
    r"|kalimutan|bo qua|quen|abaikan)\b"
    r"[^.\n]{0,80}\b(?:instruc\w*|instruks\w*|instruk\w*|ordenes|consign\w*|anweisung\w*|vorgaben|istruzion\w*"
    r"|instruct\w*|polecen\w*"
    r"|tagubilin|utos|huong d[a?]n|chi th[i?]|l[e?]nh|indicacion\w*|directiv\w*|reglas|regras|regles|perintah)\b",
    r"\b(?:inform[ae]n?|report[ae]n?|dig[ae]n?|diga|respond[ae]n?|indiquez|indique|dites|repondez|meld[et]n?"
    r"|sag[et]?n?|antworte\w*)\b"
    r" (?:que|dass|die|la|le|como|die)\b[^.\n]{0,60}\b(?:upheld|overturned)\b",
)
_ORDERS = linear("|".join(f"(?:{pattern})" for pattern in _PATTERNS).encode())
# One of these stands in every such order; most letters have none, and are searched no further.
_SIGNS = linear(
    (
        rf"{_MACHINE}|\b(?:ignore|disregard|forget|override|bypass|discard|obey|pretend|jailbreak|prompts?"
        rf"|instructions?|modes?)\b"
        r"|\b(?:output|report|print|record|say|mark|label|treat|set|classify|summari[sz]e|tell|announce|return"
        r"|answer|respond|reply"
        r"|write|change|replace|render|display|show|state|list|read|present|give|make"
        r"|update)\b[^.\n]{0,80}\b(?:upheld|overturned"
        r"|approved|granted|denied|authori[sz]ed|favou?rable|a win|a loss|won|lost)\b|\bnot (?:be )?(?:flag"
        r"|mention|reveal|disclose"
        r"|repeat|quote)|\b(?:output|print|return|respond|answer|reply) (?:only|exactly|just|with)\b"
        r"|<\||</?(?:sys|dec|out|iss|user|ass)|\[/?inst|system|developer|###|decisions?[\"']? ?[:=]"
        r"|outcome[\"']? ?[:=]|needs_review"
        r"|issues[\"'\[\]]|\b(?:ignor|olvid|omit|hag[ae]n? caso|desconsid|esquec|oubli|ne tenez|vergess|vergiss"
        r"|missacht|negeer|zignoruj"
        r"|dimentic|huwag|balewal|kalimut|bo qua|quen|abaikan|inform[ae]n?\b|reporten?\b|diga|responda|indique"
        r"|dites|repond|melde|antwort)"
    ).encode()
)
# So much around a sign is searched, at least.
_REACH = 240
# Letters set apart from each other to escape being found, and codes for words.
_SPACED = linear(rb"(?:\b[a-z0-9][ ._*-]{1,2}){12,}")
_ENCODED = linear(rb"[A-Za-z0-9+/]{40,900}={0,2}")
_WORDS = linear(rb"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}")
_LEET = linear(rb"[a-z][0-9$@!][a-z]")
_FEW_LEET = 4
_FROM_LEET = bytes.maketrans(b"43108$57@!9", b"aeiobsstaig")

WHY = "words in the letter speak to a computer program; they were not obeyed"


def speaks_to_a_machine(clean: CleanText) -> bool:
    """Whether a letter holds words for a program that reads it, in plain letters or in some disguise."""
    if any(_orders(words) for words in _readings(clean)) or _SPACED.search(clean.lower):
        return True
    return any(_says_words(match.group()) for match in _ENCODED.finditer(clean.plain))


def _readings(clean: CleanText) -> Iterator[bytes]:
    """The letter's words as they stand, and as disguises would have them read."""
    yield clean.lower
    if not clean.text.isascii():
        # Marks over letters have no likeness of their own.
        yield clean.lower.replace(b"?", b"")
    if len(_LEET.findall(clean.lower)) >= _FEW_LEET:
        yield clean.lower.translate(_FROM_LEET)


def _orders(words: bytes) -> bool:
    start = end = 0
    for match in _SIGNS.finditer(words):
        if match.start() - _REACH > end:
            if _ORDERS.search(words[start:end]):
                return True
            start = match.start() - _REACH
        end = match.end() + _REACH
    return _ORDERS.search(words[start:end]) is not None


def _says_words(code: bytes) -> bool:
    """Whether a code says words; a number or an address does not."""
    try:
        return bool(_WORDS.search(base64.b64decode(code[: len(code) // 4 * 4], validate=True)))
    except (binascii.Error, ValueError):
        return False
