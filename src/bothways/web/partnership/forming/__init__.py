"""Forming a partnership: start, schools, charter, people, handing over."""
