"""The sections of a template summary, one module each, in the order of the page."""
