"""What a teams brief says and what a plan answers: plain frozen values, ids are text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bothways.rules.report import Certificate, Level

MODES = ("spread", "no_lone", "at_most", "at_least", "by_school")


@dataclass(frozen=True)
class Pupil:
    """One pupil. ``attrs`` holds labels to balance, ``scores`` whole numbers to balance (None: not known)."""

    id: str
    school: str
    attrs: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, int | None] = field(default_factory=dict)
    access: bool = False


@dataclass(frozen=True)
class School:
    """One school. Guests and independents are named for other rules; teams treat all schools alike."""

    id: str
    name: str = ""
    guest: bool = False
    independent: bool = False


@dataclass(frozen=True)
class TeamRules:
    """What must hold, and how schools mix.

    ``mode``: "spread" (fewest same-school pairs), "no_lone" (fewest pupils with no one from their own
    school), "at_most" (no more than ``limit`` of one school in a team, then spread), "at_least" (every
    team has ``limit`` schools or more, then spread), "by_school" (schools keep to themselves).
    ``sizes`` is the least and the most in a team. ``history`` lists past events, each a list of teams of
    pupil ids; ids of pupils who are not here today are allowed. ``accessible_teams`` None means every team.
    """

    n_teams: int
    sizes: tuple[int, int]
    mode: str = "spread"
    limit: int = 0
    together: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    fixed: Mapping[str, int] = field(default_factory=dict)
    accessible_teams: frozenset[int] | None = None
    history: tuple[tuple[tuple[str, ...], ...], ...] = ()


@dataclass(frozen=True)
class TeamBrief:
    """A whole question. ``attributes`` and ``scores`` are balanced in this order, most important first."""

    schools: tuple[School, ...]
    pupils: tuple[Pupil, ...]
    rules: TeamRules
    attributes: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()
    absent: frozenset[str] = frozenset()
    name: str = ""

    def able(self, team: int) -> bool:
        """Whether a pupil with an access need may sit in ``team``."""
        teams = self.rules.accessible_teams
        return teams is None or team in teams


@dataclass(frozen=True)
class TeamPlan:
    """An answer. ``assignment`` is the team of each pupil, in the order of ``brief.pupils``."""

    assignment: tuple[int, ...]
    levels: tuple[Level, ...]
    broken: tuple[str, ...]
    certificate: Certificate
    iterations: int

    def by_id(self, brief: TeamBrief) -> dict[str, int]:
        """The public form of a plan: pupil id to team index."""
        return {pupil.id: team for pupil, team in zip(brief.pupils, self.assignment, strict=True)}
