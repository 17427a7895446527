"""What a model answered: each fact held against the letter before it counts."""
