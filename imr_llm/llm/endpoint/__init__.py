"""One OpenAI-compatible endpoint: requests, retries, cache, account."""
