"""The timetable of an event: sessions, rooms, turns, and the same on paper and in a calendar."""
