"""What a model is asked: prompts, letters as it sees them, response models."""
