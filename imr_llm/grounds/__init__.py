"""What is believed of a model's grounds: its quotes held against the rationale, its plain words against the quote."""
