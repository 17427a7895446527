"""The service: an HTTP API for programs and a page for workers, over the one pipeline. Nothing is stored."""
