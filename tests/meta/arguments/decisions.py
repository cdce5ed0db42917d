"""Addresses of My school and Decisions: a link that there never was, which the walk meets as everybody does."""

from __future__ import annotations

from tests.meta.arguments import Maker

ARGUMENTS: dict[str, Maker] = {"decisions_by_link": lambda _cast: {"token": "no-such-token"}}
