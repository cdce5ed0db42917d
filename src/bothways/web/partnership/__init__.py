"""Pages for people of a partnership: its coordinator and the people of its schools."""
