"""Programmes: a cohort, its nominations, its panel, its visits and what became of it."""
