"""Both Ways: where schools form a partnership, run it, and see what each gives and receives."""

__version__ = "0.1.0"
