"""The living gallery of everything pages are made of."""
