"""Holds each plain sentence about a ground against the words of the letter that it is given for."""

from imr_llm.grounds.verify.judge import Refusal, RefusalKind, refusals, without_brackets
from imr_llm.grounds.verify.licence import Licence

__all__ = ["Licence", "Refusal", "RefusalKind", "refusals", "without_brackets"]
