"""What was read, kept so that any run goes on from it."""
