"""Lines of a letter: plain text, furniture, look-alike letters."""
