"""Online lessons."""
