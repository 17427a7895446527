"""One run on many machines."""
