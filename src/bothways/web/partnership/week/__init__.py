"""This week: what needs somebody."""
