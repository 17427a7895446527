"""The worker, the injury, the diagnoses."""
