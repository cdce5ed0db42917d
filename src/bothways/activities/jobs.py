"""Everything that needs work done in the background."""
