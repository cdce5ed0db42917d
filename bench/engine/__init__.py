"""Benches of the engine: each module has ``rows(quick)``, and ``main`` prints them beside the goals."""
