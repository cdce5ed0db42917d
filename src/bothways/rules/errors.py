"""What can be wrong with a brief given to the engine.

RuleError
 ├─ InvalidBrief x      the input itself is wrong: say where and what would mend it
 └─ ImpossibleBrief x   the input is well formed but its rules clash: names a smallest set of them

(x: raised; RuleError only catches both.)
"""

from __future__ import annotations

from dataclasses import dataclass


class RuleError(Exception):
    """Anything the engine refuses. ``str()`` of it is one plain sentence for a person."""


class InvalidBrief(RuleError):
    """The brief cannot be read: a duplicate id, an unknown school, a NaN, a negative capacity."""


@dataclass(frozen=True)
class Clash:
    """One user rule that takes part in a clash. ``rule`` is its name in the brief, ``words`` says it."""

    rule: str
    words: str


class ImpossibleBrief(RuleError):
    """No plan can obey every rule.

    ``clashes`` is a smallest set: dropping any one of them mends this clash. ``minimal`` is False
    when the search for a smaller set was cut off by its limit, and the sentence then says so.
    """

    def __init__(self, clashes: tuple[Clash, ...], *, minimal: bool = True) -> None:
        self.clashes = clashes
        self.minimal = minimal
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        listed = "; ".join(clash.words for clash in self.clashes)
        if len(self.clashes) == 1:
            return f"This cannot be done: {listed}."
        tail = "" if self.minimal else " There may be a smaller set."
        return f"These rules clash, so drop any one of these {len(self.clashes)}: {listed}.{tail}"
