"""The case and its reviewer: dates, numbers, certifications."""
