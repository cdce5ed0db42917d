"""Teams, seminar places and lunch tables of an event."""
