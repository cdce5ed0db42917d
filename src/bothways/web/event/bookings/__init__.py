"""Places at an event: who has them, who waits, who comes."""
