"""The demonstration of activities."""
