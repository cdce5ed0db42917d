"""What the demonstration tells: two partnerships of real schools, people as roles, everything else invented.

Facts of the two partnerships (kinds of activity, aims, hub, founding schools) are from their published articles.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bothways.partnerships.models import Contribution


@dataclass(frozen=True)
class Gives:
    """What one school gives to one item: by URN."""

    urn: str
    words: str
    kind: Contribution
    hours: int = 0


@dataclass(frozen=True)
class Item:
    """One line of every year's plan: half-term 0 to 5, week and weekday in it (0 is Monday), owners by URN.

    ``only``: the schools that are asked (all when empty). ``no``: those that say not this time.
    """

    title: str
    about: str
    half_term: int
    week: int
    weekday: int
    owners: tuple[str, ...]
    gives: tuple[Gives, ...]
    gets: str
    place: str = ""
    pupils: int | None = None
    years: str = ""
    cost_pence: int = 0
    starts: str = "13:00"
    ends: str = "15:00"
    why: str = ""
    no: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """A practice and who is how far with it: (URN, stage, weeks after it started)."""

    title: str
    origin: str
    about: str
    steps: str
    spread: tuple[tuple[str, str, int], ...]
    links: tuple[tuple[str, str], ...] = ()
    evidence: str = ""


@dataclass(frozen=True)
class Could:
    """An offer or a request: by a school's URN or an outside partner's name."""

    by: str
    direction: str
    kind: Contribution
    title: str
    about: str = ""
    ages: tuple[int, int] | None = None
    cost_pence: int = 0
    lead_days: int = 0


@dataclass(frozen=True)
class Promised:
    """A promise between two schools by URN, due in so many days."""

    giver: str
    receiver: str
    words: str
    kind: Contribution
    hours: int
    days: int


@dataclass(frozen=True)
class Story:
    """One partnership."""

    slug: str
    name: str
    kind: str
    area: str
    start_year: int
    hub: str
    aims: tuple[str, ...]
    charter: str
    schools: tuple[tuple[str, str, str], ...]
    post: str
    items: tuple[Item, ...]
    meeting: str
    agenda: tuple[tuple[str, str, int], ...]
    to_do: tuple[tuple[str, str, int], ...]
    external: tuple[tuple[str, str, str, str], ...] = ()
    could: tuple[Could, ...] = ()
    promises: tuple[Promised, ...] = ()
    cards: tuple[Card, ...] = ()
    question: str = ""
    findings: tuple[tuple[str, str], ...] = field(default=())


STAFF, ROOMS, SKILL, KIT, COACH, HELPERS = (
    Contribution.STAFF,
    Contribution.FACILITIES,
    Contribution.EXPERTISE,
    Contribution.EQUIPMENT,
    Contribution.TRANSPORT,
    Contribution.PUPILS,
)
