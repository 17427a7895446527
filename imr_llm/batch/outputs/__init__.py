"""What a run leaves: tables, report, screen."""
