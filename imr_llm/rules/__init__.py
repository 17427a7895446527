"""The deterministic reader: one module a field group, rules and lexicons as data. Only what the letter prints."""
