"""The one door for files: sniffed, re-encoded or refused in a limited child process. See `door`.

This package is imported by the child, which starts for every file: it stays free of Django.
"""
