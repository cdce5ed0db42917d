"""Setting an event up: what it says, its steps to the day, its safety, and running it again."""
