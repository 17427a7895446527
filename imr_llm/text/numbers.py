"""Numbers as a treatment writes them, in figures or words."""

_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_VALUES = {
    **{word: value for value, word in enumerate(_WORDS)},
    "twenty-four": 24,
    "twenty four": 24,
    "thirty": 30,
    "thirty-six": 36,
    "forty": 40,
    "forty-eight": 48,
    "once": 1,
    "twice": 2,
    "thrice": 3,
    "no": 0,
    "without": 0,
}
# RE2 pattern of a number, unbounded: the longer words first.
NUMBER = (
    r"(?:\d{1,3}|"
    + "|".join(sorted(_VALUES.keys() - {"no", "without", "once", "twice", "thrice"}, key=len, reverse=True))
    + ")"
)


def number(words: bytes) -> int:
    """The value of a number in figures or lower-case words."""
    text = words.decode()
    return int(text) if text.isdigit() else _VALUES[text]
