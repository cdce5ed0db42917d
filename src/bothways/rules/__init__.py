"""The rules: pure Python. No Django, no database, no clock, no randomness but a seed argument."""
