"""The guidelines that each side cites."""
