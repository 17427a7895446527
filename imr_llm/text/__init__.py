"""The ground of every reader: patterns, sentences, dates, numbers."""
