"""Offers, requests, promises and outside partners."""
