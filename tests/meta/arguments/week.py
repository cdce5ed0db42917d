"""Addresses of week. The walk asks each maker once a cast; make rows here if an address should find something."""

from __future__ import annotations

from tests.meta.arguments import Maker

ARGUMENTS: dict[str, Maker] = {}
