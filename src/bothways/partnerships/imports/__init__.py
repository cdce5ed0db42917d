"""Term dates as people have them: pasted words, a calendar (.ics) or a table. Read, never saved.

Whatever comes in becomes lines with dates (`said`); `understood` makes six half-terms and closures of them, and says of
each line what it made of it.
"""
