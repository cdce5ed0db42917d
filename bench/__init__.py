"""Benchmarks: speed and memory, measured and never asserted in a test."""
