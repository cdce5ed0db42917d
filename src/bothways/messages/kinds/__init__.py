"""Messages, a file a subject; `catalogue.py` lists the files."""
