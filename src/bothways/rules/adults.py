"""How many adults a school's own rule asks for. It warns; it never says what is lawful.

Each rule says how many pupils of some years one adult may look after. Pupils are counted rule by rule and rounded up
once for each, as schools do: ten of Year 1 at 1 to 6 and twelve of Year 5 at 1 to 10 need two and two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bothways.rules.pupils import YEARS, year_of


@dataclass(frozen=True, slots=True)
class AdultRule:
    """``years`` it is for, or none: for all others. One adult for so many pupils."""

    years: frozenset[str]
    pupils_per_adult: int


@dataclass(frozen=True, slots=True)
class Share:
    """The pupils that one rule covers, and the adults it asks for."""

    pupils: int
    per_adult: int

    @property
    def adults(self) -> int:
        """Rounded up."""
        return -(-self.pupils // self.per_adult) if self.per_adult else 0


@dataclass(frozen=True)
class Asked:
    """What the rules ask for all pupils together. No rule covers ``uncovered`` of them."""

    shares: tuple[Share, ...]
    uncovered: int = 0

    @property
    def adults(self) -> int:
        """How many adults in all."""
        return sum(share.adults for share in self.shares)

    def short(self, adults: int) -> int:
        """How many adults fewer than asked for a school brings."""
        return max(0, self.adults - adults)


def read_years(text: str) -> frozenset[str]:
    """ "R, 1, 2" or "Year 5" as keys; nothing for what is no year."""
    return frozenset(year for part in text.split(",") if (year := year_of(part)) in YEARS)


def asked(pupils: Mapping[str, int], rules: Sequence[AdultRule], years: frozenset[str] = frozenset()) -> Asked:
    """How many adults the rules ask for ``pupils`` by year; "" is for pupils whose year nobody has said yet.

    Those count under the strictest rule that could be theirs: of the ``years`` the event is for, or of all.
    """
    counted: dict[int, int] = {}
    uncovered = 0
    for year, count in pupils.items():
        rule = _rule_for(year, rules) if year else _strictest(years, rules)
        if rule is None:
            uncovered += count
        else:
            counted[rules.index(rule)] = counted.get(rules.index(rule), 0) + count
    shares = tuple(Share(count, rules[spot].pupils_per_adult) for spot, count in sorted(counted.items()) if count)
    return Asked(shares, uncovered)


def _rule_for(year: str, rules: Sequence[AdultRule]) -> AdultRule | None:
    named = [rule for rule in rules if year in rule.years]
    general = [rule for rule in rules if not rule.years]
    return min(named or general, key=lambda rule: rule.pupils_per_adult, default=None)


def _strictest(years: frozenset[str], rules: Sequence[AdultRule]) -> AdultRule | None:
    possible = [rule for year in (years or YEARS) if (rule := _rule_for(year, rules)) is not None]
    return min(possible, key=lambda rule: rule.pupils_per_adult, default=None)
