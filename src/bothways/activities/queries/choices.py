"""What pupils can choose between, what they chose, and what they must never be offered.

A menu is one block of sessions side by side, or several blocks that offer the same thing at different times. Sessions
of the same title in one menu are one offer: a pupil chooses "Rockets", not when.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bothways.activities.models import Activity, Audience, Booking, Choice, ClassCode, Session
from bothways.activities.queries import consents
from bothways.activities.queries.teams_people import Member, members
from bothways.core import clock
from bothways.core.errors import NotFound
from bothways.rules.seminars.model import MAX_RANKS

RANKS = 4
"""How many choices a pupil is asked for; the engine takes up to eight."""


@dataclass(frozen=True)
class Offer:
    """One thing to choose. ``key`` is the first of its sessions' ids."""

    key: str
    title: str
    about: str
    sessions: tuple[Session, ...]


@dataclass(frozen=True)
class Menu:
    """Offers of which a pupil gets one in each block."""

    blocks: tuple[str, ...]
    offers: tuple[Offer, ...]

    @property
    def name(self) -> str:
        """Its blocks in words."""
        return ", ".join(self.blocks)

    @property
    def key(self) -> str:
        """A short name for a form."""
        return self.offers[0].key

    @property
    def ranks(self) -> int:
        """How many choices to ask for: a few more than blocks, never more than offers."""
        return min(max(RANKS, len(self.blocks) + RANKS - 1), len(self.offers), MAX_RANKS)


def menus(activity: Activity) -> tuple[Menu, ...]:
    """Every menu in order of time. One query."""
    rows = activity.sessions.exclude(block="").exclude(audience=Audience.ADULTS).select_related("room")
    blocks: dict[str, list[Session]] = {}
    for each in rows.prefetch_related("leaders"):
        blocks.setdefault(each.block, []).append(each)
    chosen = {block: found for block, found in blocks.items() if len(found) > 1}
    groups: list[list[str]] = []
    for block, rows_of_it in chosen.items():
        titles = _titles(rows_of_it)
        touching = [group for group in groups if any(titles & _titles(chosen[each]) for each in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([*(each for group in touching for each in group), block])
    return tuple(_menu(group, chosen) for group in groups)


def _titles(found: Sequence[Session]) -> set[str]:
    return {each.title.casefold() for each in found}


def _menu(group: Sequence[str], chosen: Mapping[str, Sequence[Session]]) -> Menu:
    offers: dict[str, list[Session]] = defaultdict(list)
    for block in group:
        for each in chosen[block]:
            offers[each.title.casefold()].append(each)
    made = (Offer(rows[0].pk, rows[0].title, rows[0].about, tuple(rows)) for rows in offers.values())
    return Menu(tuple(group), tuple(made))


def never(found: Sequence[Menu]) -> dict[str, set[str]]:
    """For each session that a parent may say no to, the pupils who are never offered it. One query a such session."""
    sessions = {each.pk: each for menu in found for offer in menu.offers for each in offer.sessions if each.opt_out}
    return {pk: consents.opted_out(each) for pk, each in sessions.items()}


def offered_to(menu: Menu, pupil: str, barred: Mapping[str, set[str]]) -> tuple[Offer, ...]:
    """The offers without those whose every session the pupil's parents said no to."""
    return tuple(offer for offer in menu.offers if any(pupil not in barred.get(each.pk, ()) for each in offer.sessions))


def chosen(activity: Activity, school_id: str | None = None) -> dict[str, dict[str, int]]:
    """The rank of each session that each pupil chose. Of one school, or of all for the engine. One query."""
    rows = Choice.unscoped.filter(session__activity=activity, participant__withdrawn_at=None)
    if school_id is not None:
        rows = rows.filter(participant__booking__taking_part__school_id=school_id)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for pupil, session, rank in rows.values_list("participant_id", "session_id", "rank"):
        found[pupil][session] = rank
    return dict(found)


def ranked(menu: Menu, mine: Mapping[str, int]) -> list[Offer]:
    """One pupil's offers of a menu, first choice first."""
    ranks = {offer.key: mine[each.pk] for offer in menu.offers for each in offer.sessions if each.pk in mine}
    return sorted((offer for offer in menu.offers if offer.key in ranks), key=lambda offer: ranks[offer.key])


def of_school(activity: Activity, school_id: str) -> tuple[Member, ...]:
    """One school's pupils who come, by tag."""
    return tuple(each for each in members(activity) if each.school_id == school_id)


def code_of(booking_id: str) -> ClassCode | None:
    """The code that one school's pupils choose by, while it holds."""
    return ClassCode.unscoped.filter(booking_id=booking_id, until__gt=clock.now()).first()


def by_hash(code_hash: str) -> ClassCode | None:
    """The code of a hash, while it holds."""
    return ClassCode.unscoped.filter(code_hash=code_hash, until__gt=clock.now()).first()


def behind_code(booking_id: str) -> Booking:
    """The booking whose class chooses. NotFound once its code has ended or its places are gone."""
    code = ClassCode.unscoped.filter(booking_id=booking_id, until__gt=clock.now())
    found = code.select_related("booking__taking_part__activity", "booking__taking_part__school").first()
    if found is None or found.booking.state == "withdrawn":
        raise NotFound
    return found.booking


def booking_of(activity: Activity, school_id: str) -> Booking | None:
    """The booking of one school that stands."""
    rows = Booking.unscoped.filter(taking_part__activity=activity, taking_part__school_id=school_id)
    return rows.exclude(state="withdrawn").select_related("taking_part__school").first()
