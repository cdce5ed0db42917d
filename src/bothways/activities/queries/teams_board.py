"""A board: teams, tables or seminar places with who is in them, as one reader may know them, and what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.models import SetPurpose, Team, TeamPlace, TeamSet
from bothways.activities.queries import board_rules, teams_brief, teams_words
from bothways.activities.queries.labels import Label, labels_for
from bothways.activities.queries.team_colours import Colour, colour
from bothways.activities.queries.teams_brief import Given, Settings
from bothways.activities.queries.teams_people import Grown, adults, places, wishes
from bothways.rules import mixing
from bothways.schools.models import Person
from bothways.schools.models.pupil import schools_where
from bothways.schools.roles import Permission


@dataclass(frozen=True)
class Someone:
    """One person on a card. ``tick`` is what a ticked box sends: the place, and the team it was in."""

    id: str
    place_id: str
    tick: str
    words: str
    school_id: str
    school_name: str
    year_group: str
    own: bool
    locked: bool
    adult: bool = False


@dataclass(frozen=True)
class Card:
    """One team, table or session."""

    id: str
    number: int
    name: str
    colour: Colour | None
    room: str
    locked: bool
    people: tuple[Someone, ...]
    session_id: str = ""
    holds: int = 0
    least: int = 0
    block: str = ""

    @property
    def schools(self) -> int:
        """How many schools are in it."""
        return len({each.school_id for each in self.people})

    @property
    def pupils(self) -> tuple[Someone, ...]:
        """Its people without the adults."""
        return tuple(each for each in self.people if not each.adult)


@dataclass(frozen=True)
class Board:
    """What a page shows. ``whole`` is false for a reader who sees only the teams that their own pupils are in."""

    team_set: TeamSet
    settings: Settings
    cards: tuple[Card, ...]
    loose: tuple[Someone, ...]
    broken: tuple[str, ...]
    own_wishes: tuple[str, ...]
    now: str
    whole: bool

    @property
    def levels(self) -> tuple[teams_words.LevelRow, ...]:
        """The engine's aims, as it dealt them."""
        return teams_words.level_rows(self.team_set.levels)

    @property
    def undo(self) -> int:
        """The version of the last move, or 0 when there is none to undo."""
        moves: list[Any] = self.team_set.moves
        return int(moves[-1]["version"]) if moves else 0

    @property
    def people(self) -> int:
        """How many have a place."""
        return sum(len(card.people) for card in self.cards)


def board(team_set: TeamSet, person: Person) -> Board:
    """The board of one set as this person may see it. The number of queries does not grow with teams or pupils."""
    activity = team_set.activity
    labels = labels_for(activity, person)
    grown = {each.id: each for each in adults(activity)} if team_set.purpose == SetPurpose.LUNCH else {}
    own = frozenset(schools_where(person, Permission.SEE_PUPILS))
    cards = tuple(_card(team, labels, grown, own) for team in _teams(team_set))
    whole = bool(policies.may_set_up(person, activity))
    settings = Settings.of(team_set.settings)
    seats = {each.id: card.number for card in cards for each in card.pupils}
    broken, unkept = _broken(team_set, settings, cards, labels, own)
    loose = _loose(labels, grown, own, _placed(cards))
    return Board(
        team_set,
        settings,
        cards if whole else tuple(card for card in cards if any(each.own for each in card.people)),
        loose if whole else tuple(each for each in loose if each.own),
        tuple(broken) if whole else (),
        tuple(unkept),
        teams_words.now(seats, {pupil: label.school_id for pupil, label in labels.items()}),
        whole,
    )


def _teams(team_set: TeamSet) -> Iterable[Team]:
    rows = team_set.teams.order_by("number").select_related("session__room")
    return rows.prefetch_related(Prefetch("members", places()))


def _card(team: Team, labels: Mapping[str, Label], grown: Mapping[str, Grown], own: frozenset[str]) -> Card:
    people = [found for place in team.members.all() if (found := _someone(place, labels, grown, own)) is not None]
    people.sort(key=lambda each: (each.adult, each.school_name, _numbered(each.words)))
    told = (team.pk, team.number, team.name, colour(team.colour), team.room, team.locked, tuple(people))
    session = team.session
    if session is None:
        return Card(*told)
    return Card(*told, session.pk, board_rules.holds(session), session.least, session.block)


def _numbered(words: str) -> tuple[str, int]:
    head, _space, last = words.rpartition(" ")
    return (head, int(last)) if last.isdecimal() else (words, 0)


def _someone(
    place: TeamPlace, labels: Mapping[str, Label], grown: Mapping[str, Grown], own: frozenset[str]
) -> Someone | None:
    """Whoever still comes; None for those who do not."""
    tick = f"{place.pk}:{place.team_id}"
    label = labels.get(place.participant_id or "")
    if label is not None:
        return _pupil(label, own, place.pk, tick, locked=place.locked)
    adult = grown.get(place.adult_id or "")
    return _adult(adult, own, place.pk, tick, locked=place.locked) if adult is not None else None


def _pupil(label: Label, own: frozenset[str], place: str, tick: str, *, locked: bool = False) -> Someone:
    mine = label.school_id in own
    told = (label.words, label.school_id, label.school_name, label.year_group)
    return Someone(label.participant_id, place, tick, *told, own=mine, locked=locked)


def _adult(adult: Grown, own: frozenset[str], place: str, tick: str, *, locked: bool = False) -> Someone:
    mine = adult.school_id in own
    words = _("Adult %(n)d, %(school)s") % {"n": adult.number, "school": adult.school_name}
    if mine and adult.name:
        words = adult.name
    return Someone(adult.id, place, tick, words, adult.school_id, adult.school_name, "", mine, locked, adult=True)


def _placed(cards: Sequence[Card]) -> set[str]:
    """Who has a place in every block that there is."""
    blocks = {card.block for card in cards}
    held = Counter((each.id, card.block) for card in cards for each in card.people)
    count = Counter(who for who, _block in held)
    return {who for who, places in count.items() if places == len(blocks)}


def _loose(
    labels: Mapping[str, Label], grown: Mapping[str, Grown], own: frozenset[str], placed: set[str]
) -> tuple[Someone, ...]:
    """Who comes and has no place yet."""
    pupils = [_pupil(each, own, "", f"new-{each.participant_id}:") for each in labels.values()]
    people = [*pupils, *(_adult(each, own, "", f"new-{each.id}:") for each in grown.values())]
    return tuple(each for each in people if each.id not in placed)


def _broken(
    team_set: TeamSet,
    settings: Settings,
    cards: Sequence[Card],
    labels: Mapping[str, Label],
    own: frozenset[str],
) -> tuple[list[str], list[str]]:
    """(rules of the event that are broken, wishes of the reader's own school that are not kept)."""
    seats = {each.id: card.number for card in cards for each in card.pupils}
    schools = {pupil: label.school_id for pupil, label in labels.items()}
    names = {label.school_id: label.school_name for label in labels.values()}
    titles = {card.number: card.name for card in cards}
    given = Given((), wishes(team_set.activity, own))
    wished = mixing.broken(seats, schools, mixing.Aim("", (), together=given.together, apart=given.apart))
    words = {each.id: each.words for card in cards for each in card.people}
    unkept = teams_words.broken_words(wished, settings, titles, names, words)
    if team_set.purpose != SetPurpose.TEAMS:
        return board_rules.of_cards(
            team_set.purpose, settings, cards
        ), unkept if team_set.purpose == SetPurpose.LUNCH else []
    aim = teams_brief.aim(settings, Given(()), [card.number for card in cards])
    found = mixing.broken(seats, schools, aim)
    return teams_words.broken_words(found, settings, titles, names, words), unkept
