"""What a verb gives back to the terminal and to ``--json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bothways.rules.report import Certificate


@dataclass(frozen=True)
class Answer:
    """A plan with its certificate. ``plan`` is JSON-ready; ``broken`` names each hard rule broken, in words.

    ``status`` is the exit status of the verb: not 0 when the answer is "no", as with a check that fails.
    """

    plan: Any
    certificate: Certificate
    cpu_s: float
    broken: Sequence[str] = ()
    lines: Sequence[str] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    status: int = 0

    def as_json(self) -> dict[str, Any]:
        """The keys scripts rely on: levels, hard_violations, cpu_s, seed, plan (and broken_rules, certificate)."""
        return {
            **self.extra,
            "levels": [level.as_json() for level in self.certificate.levels],
            "hard_violations": len(self.broken),
            "broken_rules": list(self.broken),
            "cpu_s": round(self.cpu_s, 4),
            "seed": self.certificate.seed,
            "plan": self.plan,
            "certificate": self.certificate.as_json(),
        }

    def table(self) -> str:
        """A short table for people: one line a level, then what the verb adds."""
        width = max((len(level.name) for level in self.certificate.levels), default=5)
        head = f"{'aim':<{width}}  {'value':>9}  {'best':>9}  proved"
        rows = [
            f"{level.name:<{width}}  {level.value:>9}  {level.bound:>9}  {'yes' if level.proved else 'no'}"
            for level in self.certificate.levels
        ]
        rules = "every rule kept" if not self.broken else f"{len(self.broken)} rules broken: {'; '.join(self.broken)}"
        return "\n".join([head, *rows, f"{rules}; {self.cpu_s:.3f} CPU s; seed {self.certificate.seed}", *self.lines])
