"""Kinds of activity, as data: one file each, listed in `KINDS`."""
