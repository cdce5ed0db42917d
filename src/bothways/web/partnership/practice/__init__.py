"""The practice bank and shared questions."""
