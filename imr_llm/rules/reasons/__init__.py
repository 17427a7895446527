"""Why: the codes of the reviewer's reasons."""
