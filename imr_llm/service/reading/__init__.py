"""Letters of requests, read in limited worker processes."""
