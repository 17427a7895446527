"""From a record to words that an injured worker can act on."""
