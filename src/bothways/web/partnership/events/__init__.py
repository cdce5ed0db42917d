"""The events of a partnership: the list, and a new one."""
