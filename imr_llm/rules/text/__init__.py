"""What every rule stands on: patterns, sentences, dates, numbers, proofs."""
