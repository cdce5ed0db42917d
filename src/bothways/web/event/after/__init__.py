"""What comes after an event: how it was, quotes, thanks."""
