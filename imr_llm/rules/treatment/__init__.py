"""The disputed treatment: heading, category, body parts, medicine, quantities."""
