"""Signs that a letter was altered, and pages that are missing."""
