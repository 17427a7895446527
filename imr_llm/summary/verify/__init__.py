"""Holds a summary of either writer against the record that it came from."""

from imr_llm.summary.verify.judge import verify

__all__ = ["verify"]
