"""Named reads of this room. One file a subject; pages import from the file."""
