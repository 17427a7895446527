"""The vocabulary: what a letter says, the words that prove it, and what a person must check."""
