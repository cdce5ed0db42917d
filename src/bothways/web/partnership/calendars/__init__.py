"""Term dates, and calendar feeds."""
