"""What schools do together on a date."""
