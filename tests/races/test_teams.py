"""Two people at one board at once: nobody is in two teams, no move is lost in silence, and one set is kept."""

from __future__ import annotations

import itertools
import threading
import time

import pytest

from bothways.activities.actions import teams as actions
from bothways.activities.actions import teams_board as board
from bothways.activities.models import Activity, TeamPlace, TeamSet
from bothways.activities.queries import teams
from bothways.activities.queries.teams_brief import Settings
from tests.factories.teams import make_event
from tests.people import Cast
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8


def proposal(cast: Cast) -> tuple[Activity, TeamSet]:
    event = make_event(cast.partnership, cast.giver_school, [4, 4, 4, 4])
    return event, actions.suggest(by=cast.giver, activity=event, settings=Settings(size=4, mix="spread"))


def test_two_who_move_one_pupil_at_once_move_them_once_and_the_later_one_is_told(cast: Cast) -> None:
    _event, made = proposal(cast)
    origin, *others = list(made.teams.order_by("number"))
    place = origin.members.order_by("pk")[0]
    turn, lock = itertools.count(), threading.Lock()

    def press() -> None:
        with lock:
            to = others[next(turn) % len(others)]
        step = board.Step(place.pk, origin.pk, to.pk)
        board.move(by=cast.giver, team_set=made, steps=[step], seen=1)

    assert all_at_once(press, presses=PEOPLE) == {"ok": 1, "Conflict": PEOPLE - 1}
    made.refresh_from_db()
    assert (made.version, len(made.moves)) == (2, 1)
    assert TeamPlace.unscoped.filter(pk=place.pk).count() == 1


def test_moves_of_different_pupils_at_once_all_hold_and_each_is_remembered(cast: Cast) -> None:
    _event, made = proposal(cast)
    first, *others = list(made.teams.order_by("number"))
    places = [(place, team) for team in others for place in team.members.order_by("pk")[:2]]
    turn, lock = itertools.count(), threading.Lock()

    def press() -> None:
        with lock:
            place, team = places[next(turn)]
        board.move(by=cast.giver, team_set=made, steps=[board.Step(place.pk, team.pk, first.pk)], seen=1)

    assert all_at_once(press, presses=len(places)) == {"ok": len(places)}
    made.refresh_from_db()
    assert (made.version, len(made.moves)) == (1 + len(places), len(places))
    assert first.members.count() == 4 + len(places)


def test_negative_control_a_move_that_does_not_look_where_they_were_is_seen(cast: Cast) -> None:
    """The same crowd, reading first and writing later: several believe that they moved the pupil."""
    _event, made = proposal(cast)
    origin, *others = list(made.teams.order_by("number"))
    place = origin.members.order_by("pk")[0]
    turn, believed = itertools.count(), []

    def press() -> None:
        to = others[next(turn) % len(others)]
        if TeamPlace.unscoped.get(pk=place.pk).team_id != origin.pk:
            return
        time.sleep(0.05)
        TeamPlace.unscoped.filter(pk=place.pk).update(team=to)
        believed.append(to.pk)

    all_at_once(press, presses=PEOPLE)
    assert len(believed) > 1


def test_two_who_keep_two_proposals_at_once_leave_one_kept(cast: Cast) -> None:
    event, first = proposal(cast)
    second = TeamSet.objects.create(activity=event, settings={}, made_by=cast.giver)
    turn = itertools.count()

    def press() -> None:
        actions.keep(by=cast.giver, team_set=first if next(turn) % 2 else second)

    results = all_at_once(press, presses=6)
    assert set(results) <= {"ok", "Conflict"}
    assert event.team_sets.filter(state="kept").count() == 1
    assert teams.kept_set(event) is not None


def test_somebody_new_who_is_put_in_twice_at_once_is_in_one_team(cast: Cast) -> None:
    _event, made = proposal(cast)
    place = made.teams.order_by("number")[0].members.order_by("pk")[0]
    pupil = place.participant_id
    place.delete()
    aims = list(made.teams.order_by("number"))
    turn = itertools.count()

    def press() -> None:
        to = aims[next(turn) % len(aims)]
        board.move(by=cast.giver, team_set=made, steps=[board.Step(f"{board.NEW}{pupil}", "", to.pk)], seen=1)

    assert all_at_once(press, presses=PEOPLE) == {"ok": 1, "Conflict": PEOPLE - 1}
    assert TeamPlace.unscoped.filter(participant_id=pupil).count() == 1
