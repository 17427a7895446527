"""Letters on their way through a run: workers, pacing, budget."""
