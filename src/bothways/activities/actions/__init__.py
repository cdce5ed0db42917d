"""Named writes of activities."""
