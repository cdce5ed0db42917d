"""What every part of the engine answers with: levels, a certificate, and how both are written.

A *level* is one aim in a lexicographic list, e.g. "pairs of pupils from the same school in one
team". ``value`` is what the plan has, ``bound`` the best that any plan could have, ``proved`` says
that they meet. All are whole numbers, and smaller is better.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ENGINE_VERSION = "1"


@dataclass(frozen=True)
class Level:
    """One aim: what the plan reached, the best possible, and by which argument we know."""

    name: str
    value: int
    bound: int
    bound_type: str = "counting"

    def __post_init__(self) -> None:
        if self.value < self.bound:
            raise AssertionError(f"level {self.name}: value {self.value} beats its bound {self.bound}")

    @property
    def proved(self) -> bool:
        """True when no plan can do better at this level."""
        return self.value == self.bound

    def as_json(self) -> dict[str, Any]:
        """The shape that ``--json`` prints: name, value, bound, proved (and bound_type)."""
        return {
            "name": self.name,
            "value": self.value,
            "bound": self.bound,
            "proved": self.proved,
            "bound_type": self.bound_type,
        }

    def sentence(self) -> str:
        """ "x, best possible y, proved or not", as a teacher reads it."""
        tail = "proved" if self.proved else "not proved"
        return f"{self.name}: {self.value}, best possible {self.bound}, {tail}"


@dataclass(frozen=True)
class Certificate:
    """Enough to recount a plan without trusting the engine. Holds no time and no machine name."""

    kind: str
    input_hash: str
    seed: int
    iterations: int
    levels: tuple[Level, ...]
    version: str = ENGINE_VERSION
    notes: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """A plain mapping; `canonical_json` of it is the same bytes on every machine."""
        return {
            "kind": self.kind,
            "version": self.version,
            "input_hash": self.input_hash,
            "seed": self.seed,
            "iterations": self.iterations,
            "levels": [level.as_json() for level in self.levels],
            "notes": dict(self.notes),
        }


def canonical_json(value: object) -> bytes:
    """Sorted keys, no spaces, ASCII: equal values always give equal bytes. NaN is refused."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii")


def input_hash(value: object) -> str:
    """SHA-256 of the canonical form, as hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
