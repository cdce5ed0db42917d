"""Seminar places: what the engine gives out, menu by menu, with its proof in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities.models import Activity, Session
from bothways.activities.queries import board_rules, choices
from bothways.activities.queries.choices import Menu
from bothways.activities.queries.teams_brief import Settings
from bothways.activities.queries.teams_people import Member, members
from bothways.activities.queries.teams_words import CHOICE
from bothways.core.errors import Invalid
from bothways.rules import opting
from bothways.rules.errors import ImpossibleBrief, InvalidBrief
from bothways.rules.report import input_hash
from bothways.rules.seminars import read_seminars
from bothways.rules.seminars.solve import SeminarPlan, solve

UNRANKED = "not chosen"


@dataclass(frozen=True)
class GivenOut:
    """Who is where: for each session its pupils, in order of time."""

    settings: Settings
    places: tuple[tuple[Session, tuple[str, ...]], ...]
    levels: tuple[dict[str, Any], ...]
    seed: int
    digest: str
    explained: str


def give_out(activity: Activity, *, seed: int = 1) -> GivenOut:
    """Places for everybody who comes. Raises Invalid, in words, when they do not fit."""
    found, here = choices.menus(activity), members(activity)
    if not found:
        raise Invalid(_("There is nothing to choose between. Put two or more sessions side by side in the timetable."))
    if not here:
        raise Invalid(_("Nobody is on the list yet. Places can be given out once schools have said who comes."))
    wanted, barred = choices.chosen(activity), choices.never(found)
    places: list[tuple[Session, tuple[str, ...]]] = []
    levels: list[dict[str, Any]] = []
    said = []
    for menu in found:
        done = _Giving(menu, here, wanted, barred).done(seed)
        places += done.places
        levels += done.levels
        said.append(done.words)
    digest = input_hash([[each.pk, len(pupils)] for each, pupils in places])
    return GivenOut(Settings(size=0), tuple(places), tuple(levels), seed, digest, " ".join(said))


@dataclass(frozen=True)
class _Done:
    places: list[tuple[Session, tuple[str, ...]]]
    levels: list[dict[str, Any]]
    words: str


class _Giving:
    """One menu being given out."""

    def __init__(
        self,
        menu: Menu,
        here: Sequence[Member],
        wanted: Mapping[str, Mapping[str, int]],
        barred: Mapping[str, set[str]],
    ) -> None:
        self.menu, self.here, self.barred = menu, here, barred
        self.sessions = [each for offer in menu.offers for each in offer.sessions]
        self.offer_of = {each.pk: offer.key for offer in menu.offers for each in offer.sessions}
        open_to = {each.id: {offer.key for offer in choices.offered_to(menu, each.id, barred)} for each in here}
        self.ranked = {
            each.id: [
                offer.key for offer in choices.ranked(menu, wanted.get(each.id, {})) if offer.key in open_to[each.id]
            ]
            for each in here
        }

    def done(self, seed: int) -> _Done:
        self._check_room()
        try:
            plan = solve(read_seminars(self._brief()), seed)
        except (ImpossibleBrief, InvalidBrief) as problem:
            raise Invalid(self._impossible(problem)) from problem
        dealt = plan.sessions_of()
        seats = {each.pk: self._seat(each) for each in self.sessions}
        kept, without = opting.keep_out(dealt, seats, self.ranked, self.barred)
        choosers = {pupil: there for pupil, there in kept.items() if self.ranked[pupil]}
        counts = opting.by_choice(choosers, seats, self.ranked, self.menu.ranks)
        before = {pupil: there for pupil, there in dealt.items() if self.ranked[pupil]}
        same = counts == opting.by_choice(before, seats, self.ranked, self.menu.ranks)
        pupils = {each.pk: sorted(pupil for pupil, there in kept.items() if each.pk in there) for each in self.sessions}
        ordered = sorted(self.sessions, key=lambda each: (each.day, each.starts_at, each.order, each.title))
        places = [(each, tuple(pupils[each.pk])) for each in ordered]
        words = self._words(counts, plan, same=same, without=len(without))
        return _Done(places, self._levels(counts, plan, same=same), words)

    def _seat(self, session: Session) -> opting.Seat:
        holds = board_rules.holds(session) or len(self.here)
        slot = self.menu.blocks.index(session.block)
        return opting.Seat(session.pk, self.offer_of[session.pk], slot, holds, min(max(session.least, 1), holds))

    def _check_room(self) -> None:
        for block in self.menu.blocks:
            there = [self._seat(each) for each in self.sessions if each.block == block]
            room = sum(each.holds for each in there)
            if room < len(self.here):
                told = {"block": block, "room": room, "n": len(self.here)}
                raise Invalid(
                    _("‘%(block)s’ has room for %(room)d, and %(n)d pupils come. Make a session larger or add one.")
                    % told
                )

    def _brief(self) -> dict[str, Any]:
        schools = {each.school_id: each.is_guest for each in self.here}
        return {
            "K": len(self.menu.blocks),
            "schools": [{"id": school, "guest": guest} for school, guest in sorted(schools.items())],
            "pupils": [{"id": each.id, "school": each.school_id, "prefs": self.ranked[each.id]} for each in self.here],
            "sessions": [self._session(each) for each in self.sessions],
        }

    def _session(self, session: Session) -> dict[str, Any]:
        seat = self._seat(session)
        told = {"id": seat.id, "seminar": seat.offer, "slot": seat.slot, "cap": seat.holds, "min": seat.least}
        leaders = sorted({f"{each.school_id} {each.name.casefold()}" for each in session.leaders.all()})
        return {**told, "presenters": leaders, "room": session.room_id}

    def _impossible(self, problem: Exception) -> str:
        said = str(problem)
        for session in self.sessions:
            said = said.replace(session.pk, session.title)
        for number, block in enumerate(self.menu.blocks):
            said = said.replace(f"slot {number}", f"‘{block}’")
        return said

    def _levels(self, counts: Sequence[int], plan: SeminarPlan, *, same: bool) -> list[dict[str, Any]]:
        """Places by choice, worst first; proved where the engine proved its own and no parent's no changed them."""
        proved = same and all(level.proved for level in plan.levels[:-1])
        names = [*(str(rank) for rank in range(1, len(counts))), UNRANKED]
        return [
            {
                "name": f"{self.menu.name}{CHOICE}{name}",
                "value": count,
                "bound": count if proved else 0,
                "proved": proved,
            }
            for name, count in reversed(list(zip(names, counts, strict=True)))
        ]

    def _words(self, counts: Sequence[int], plan: SeminarPlan, *, same: bool, without: int) -> str:
        chose = sum(bool(wanted) for wanted in self.ranked.values())
        said = [f"{self.menu.name}:", *_count_words(counts)]
        if chose < len(self.here):
            silent = len(self.here) - chose
            said.append(ngettext("%(n)d had not chosen.", "%(n)d had not chosen.", silent) % {"n": silent})
        if without:
            said.append(ngettext("%(n)d has no place here.", "%(n)d have no place here.", without) % {"n": without})
        if chose and same and all(level.proved for level in plan.levels[:-1]):
            said.append(_("Nobody’s lowest choice could be higher without another’s being lower: that is proved."))
        return " ".join(said)


def _count_words(counts: Sequence[int]) -> list[str]:
    names = [_("first"), _("second"), _("third"), _("fourth"), _("fifth"), _("sixth"), _("seventh"), _("eighth")]
    told = [
        _("%(n)d at a %(rank)s choice") % {"n": count, "rank": names[rank]}
        for rank, count in enumerate(counts[:-1])
        if count
    ]
    if counts[-1]:
        told.append(_("%(n)d at something not chosen") % {"n": counts[-1]})
    return [", ".join(told) + "."] if told else []
