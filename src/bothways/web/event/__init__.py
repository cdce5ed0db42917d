"""Pages of one event, for the schools that take part in it: a folder a subject."""
