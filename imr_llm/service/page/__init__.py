"""The page for injured workers."""
