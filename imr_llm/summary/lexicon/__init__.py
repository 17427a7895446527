"""Everyday names for what letters speak of: treatments, drugs, parts of the body, guidelines, words. Data in TOML."""
