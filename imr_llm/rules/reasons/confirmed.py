"""Whether a clause speaks of what a code says.

The grammar of reasons knows a clause by the order of its meanings, and so takes some for what they are not. A code
stands only where the clause also holds the words of the thing itself (`lexicons/reason_words.toml`).
"""

from typing import Any

from imr_llm.record.codes import Reason
from imr_llm.rules.text.lexicon import load
from imr_llm.text.patterns import Pattern, linear

_ROWS: dict[Any, dict[str, str]] = load("reason_words")
# By code: what a clause must hold, and what makes it another's.
NEEDS: dict[Reason, Pattern] = {code: linear(row["needs"].encode()) for code, row in _ROWS.items()}
NEVER: dict[Reason, Pattern] = {code: linear(row["never"].encode()) for code, row in _ROWS.items() if "never" in row}


_LIMITED: dict[Reason, Pattern] = {
    code: linear(row["with_limit"].encode()) for code, row in _ROWS.items() if "with_limit" in row
}
# A limit of time, as guidelines state one.
_LIMIT = linear(
    rb"\bshort[- ]?(?:term|course|est|period)|\b(?:no|not) (?:\w+ ){0,4}(?:long|more than|over|beyond|past)"
    rb"|\b(?:limit\w*|less than|up to|within|fewer than|longer than|more than) (?:\w+ ){0,4}(?:weeks?|days|months?)"
    rb"|\b\w+ (?:to|-|or) \w+ (?:weeks|days)\b"
)


def confirms(code: Reason, words: bytes, rationale: bytes) -> bool:
    """Whether a lower-case clause holds the words that a code speaks of, and none that make it another's.

    `rationale`: all its lower-case words, which may name a limit.
    """
    needs, never = NEEDS.get(code), NEVER.get(code)
    if never is not None and never.search(words):
        return False
    if needs is None or needs.search(words):
        return True
    limited = _LIMITED.get(code)
    return limited is not None and limited.search(words) is not None and _LIMIT.search(rationale) is not None
