"""The second reader: an LLM behind any OpenAI-compatible endpoint, which must prove what it says."""
