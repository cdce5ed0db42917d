"""Teams: dealt with proof, kept, moved by two people, locked, mended; and what is said about them."""

from __future__ import annotations

from collections import Counter

import pytest

from bothways.activities.actions import teams as actions
from bothways.activities.actions import teams_board as board
from bothways.activities.models import Activity, Participant, TeamSet, Wish
from bothways.activities.queries import teams, teams_mend, teams_people
from bothways.activities.queries.teams_brief import Settings
from bothways.core.errors import Conflict, Invalid, Refused
from tests.factories.activities import make_session
from tests.factories.teams import ids_of, make_event
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(cast: Cast) -> Activity:
    """Ten schools with eight pupils each, the giver's school by name."""
    return make_event(cast.partnership, cast.giver_school, [8] * 10)


def suggest(cast: Cast, event: Activity, **settings: object) -> TeamSet:
    return actions.suggest(by=cast.giver, activity=event, settings=Settings(**settings))  # type: ignore[arg-type]


def schools_in(activity: Activity, rows: tuple[teams.TeamRow, ...]) -> list[tuple[int, ...]]:
    """How many of each school, team by team."""
    of = {each.id: each.school_id for each in teams_people.members(activity)}
    return [tuple(sorted(Counter(of[pupil] for pupil in row.participant_ids).values())) for row in rows]


def test_eighty_pupils_of_ten_schools_share_no_team_with_a_schoolmate(cast: Cast, event: Activity) -> None:
    made = suggest(cast, event)
    assert teams.kept(event) == ()
    assert made.explained == "Nobody shares a team with a schoolmate: 100%, and that is the best possible."
    assert [level["proved"] for level in made.levels] == [True, True]
    actions.keep(by=cast.giver, team_set=made)
    rows = teams.kept(event)
    assert schools_in(event, rows) == [(1, 1, 1, 1, 1)] * 16
    assert [row.name for row in rows][:2] == ["Team 1", "Team 2"]
    assert len({row.colour for row in rows}) == 16
    assert len({pupil for row in rows for pupil in row.participant_ids}) == 80


def test_with_buddies_and_teams_of_four_every_team_is_two_pairs_of_two_schools(cast: Cast, event: Activity) -> None:
    made = suggest(cast, event, size=4, mix="buddies")
    assert schools_in(event, teams.rows_of(made)) == [(2, 2)] * 20
    assert made.explained == (
        "Nobody is alone: everyone has somebody of their school beside them. 20 of 20 teams mix schools."
        " That is the best possible."
    )


def test_buddies_that_cannot_be_paired_evenly_still_leave_nobody_alone(cast: Cast) -> None:
    event = make_event(cast.partnership, cast.giver_school, [7] * 10)
    made = suggest(cast, event, size=4, mix="buddies")
    assert set(schools_in(event, teams.rows_of(made))) == {(2, 2), (2, 3)}
    made = suggest(cast, event, number=18, mix="buddies")
    assert "alone of their school" in made.explained
    assert made.explained.endswith("Better may be possible.")


def test_two_who_are_kept_apart_are_apart_and_two_together_are_together(cast: Cast, event: Activity) -> None:
    first, second, third, fourth = ids_of(event, cast.giver_school)[:4]
    Wish.objects.create(one_id=first, other_id=second, together=False)
    Wish.objects.create(one_id=third, other_id=fourth, together=True)
    team_of = {pupil: row.id for row in teams.rows_of(suggest(cast, event, size=8)) for pupil in row.participant_ids}
    assert team_of[first] != team_of[second]
    assert team_of[third] == team_of[fourth]


def test_at_most_so_many_of_a_school(cast: Cast) -> None:
    event = make_event(cast.partnership, cast.giver_school, [12, 4, 4])
    made = suggest(cast, event, size=5, mix="at_most", most=3)
    assert max(max(held) for held in schools_in(event, teams.rows_of(made))) == 3


def test_what_cannot_be_done_says_what_to_drop_and_names_no_child_of_another_school(cast: Cast) -> None:
    event = make_event(cast.partnership, cast.giver_school, [3, 4])
    other = Participant.unscoped.exclude(booking__taking_part__school=cast.giver_school).order_by("tag")
    rows = [each.pk for each in other]
    for one in range(3):
        for two in range(one + 1, 3):
            Wish.objects.create(one_id=rows[one], other_id=rows[two], together=False)
    with pytest.raises(Invalid) as refused:
        suggest(cast, event, number=2)
    assert refused.value.sentence == "This cannot be done: the wishes of School A, which that school can look through."
    Wish.unscoped.all().delete()
    with pytest.raises(Invalid) as refused:
        suggest(cast, event, number=2, mix="at_most", most=1)
    assert "no team has more than 1 of one school (School A sends 4, and 2 teams have room for 2)" in (
        refused.value.sentence
    )


def test_one_who_leaves_moves_two_others_at_most_whoever_it_is(cast: Cast, event: Activity) -> None:
    for settings in (Settings(), Settings(size=4, mix="buddies")):
        made = actions.suggest(by=cast.giver, activity=event, settings=settings)
        seats, old = teams_mend.seats_of(made)
        for pupil in list(seats)[::9]:
            found = teams_mend.mended(event, seats, len(old), settings, away=[pupil])
            assert found.moved <= 2


def test_of_eight_in_a_hundred_who_stay_away_few_move_and_the_sizes_are_even_again(cast: Cast, event: Activity) -> None:
    made = suggest(cast, event)
    seats, old = teams_mend.seats_of(made)
    away = [pupil for row in teams.rows_of(made)[:3] for pupil in row.participant_ids[:2]]
    found = teams_mend.mended(event, seats, len(old), Settings(), away=away)
    assert (found.moved, found.words) == (3, "These 3 move. No repair needs fewer.")
    after = {**{p: t for p, t in seats.items() if p not in away}, **{each.pupil: each.to for each in found.moves}}
    assert set(Counter(after.values()).values()) == {4, 5}


def test_a_walk_in_gets_a_team_and_a_mend_takes_out_who_left(cast: Cast, event: Activity) -> None:
    made = actions.keep(by=cast.giver, team_set=suggest(cast, event))
    gone = ids_of(event, cast.giver_school)[0]
    Participant.unscoped.filter(pk=gone).update(withdrawn_at="2026-01-01T00:00Z")
    booking = event.taking_part.get(school=cast.giver_school).bookings.get()
    fresh = Participant.unscoped.create(booking=booking, tag=9, year_group="7", forget_on=event.day)
    seats, old = teams_mend.seats_of(made)
    found = teams_mend.mended(event, seats, len(old), Settings())
    assert [(each.pupil, each.origin) for each in found.moves] == [(fresh.pk, None)]
    numbers = {team.number - 1: team.pk for team in made.teams.all()}
    steps = [board.Step(f"{board.NEW}{each.pupil}", "", numbers[each.to]) for each in found.moves]
    board.mend(by=cast.giver, team_set=made, steps=steps, seen=made.version)
    assert sum(len(row.participant_ids) for row in teams.kept(event)) == 80
    assert made.teams.filter(members__participant_id=gone).count() == 0


def step_of(made: TeamSet, team: int, to: int) -> board.Step:
    """The first person of a team, to go to another; both by number."""
    origin, aim = made.teams.get(number=team), made.teams.get(number=to)
    place = origin.members.order_by("pk").first()
    assert place is not None
    return board.Step(place.pk, origin.pk, aim.pk)


def test_two_at_one_board_both_move_and_the_second_is_told(cast: Cast, event: Activity) -> None:
    made = suggest(cast, event)
    first, second = step_of(made, 1, 2), step_of(made, 3, 4)
    assert board.move(by=cast.giver, team_set=made, steps=[first], seen=1) == board.Moved(1, 0, 0)
    elsewhere = board.Step(first.place, first.origin, made.teams.get(number=6).pk)
    assert board.move(by=cast.coordinator, team_set=made, steps=[second, elsewhere], seen=1) == board.Moved(1, 1, 1)
    with pytest.raises(Conflict):
        board.move(by=cast.coordinator, team_set=made, steps=[elsewhere], seen=1)
    assert made.teams.get(number=2).members.filter(pk=first.place).exists()
    made.refresh_from_db()
    assert made.version == 3


def test_the_last_move_is_undone_and_an_older_one_is_not(cast: Cast, event: Activity) -> None:
    made = suggest(cast, event)
    before = teams.rows_of(made)
    board.move(by=cast.giver, team_set=made, steps=[step_of(made, 1, 2)], seen=1)
    board.move(by=cast.coordinator, team_set=made, steps=[step_of(made, 3, 4)], seen=2)
    with pytest.raises(Conflict):
        board.undo(by=cast.giver, team_set=made, version=2)
    assert board.undo(by=cast.giver, team_set=made, version=3) == 1
    assert board.undo(by=cast.giver, team_set=made, version=2) == 1
    assert teams.rows_of(made) == before


def test_who_is_locked_is_not_moved_and_a_new_deal_keeps_locks(cast: Cast, event: Activity) -> None:
    made = suggest(cast, event)
    step, shut = step_of(made, 1, 2), made.teams.get(number=5)
    board.lock(by=cast.giver, team_set=made, places=[step.place], teams=[shut.pk], on=True)
    for wrong in (step, step_of(made, 5, 6), step_of(made, 6, 5)):
        with pytest.raises(Invalid):
            board.move(by=cast.giver, team_set=made, steps=[wrong], seen=1)
    held = made.teams.get(number=1).members.get(pk=step.place).participant_id
    before = teams.rows_of(made)
    again = actions.suggest(by=cast.giver, activity=event, settings=Settings(), again=made.pk)
    after = teams.rows_of(again)
    assert after[4].participant_ids == before[4].participant_ids
    assert held in after[0].participant_ids
    assert [row.participant_ids for row in after] != [row.participant_ids for row in before]
    assert list(again.teams.filter(locked=True).values_list("number", flat=True)) == [5]


def test_a_proposal_that_was_replaced_is_not_kept_and_what_was_kept_lets_go_of_its_people(
    cast: Cast, event: Activity
) -> None:
    first = suggest(cast, event)
    second = suggest(cast, event, size=8)
    with pytest.raises(Conflict):
        actions.keep(by=cast.giver, team_set=first)
    actions.keep(by=cast.giver, team_set=second)
    third = actions.keep(by=cast.giver, team_set=suggest(cast, event, size=4))
    assert [row.id for row in teams.kept(event)] == [team.pk for team in third.teams.order_by("number")]
    second.refresh_from_db()
    assert (second.state, second.teams.count()) == ("replaced", 0)


def test_only_those_who_may_change_the_event_make_its_teams(cast: Cast, event: Activity) -> None:
    with pytest.raises(Refused):
        actions.suggest(by=cast.partner, activity=event, settings=Settings())


def test_a_session_by_school_has_a_team_for_each_school_and_a_mixed_one_the_events(cast: Cast, event: Activity) -> None:
    circus = make_session(event, mode="by_school")
    talk, free = make_session(event, mode="mixed"), make_session(event, mode="free")
    actions.keep(by=cast.giver, team_set=suggest(cast, event))
    assert schools_in(event, teams.kept(event, session=circus)) == [(8,)] * 10
    assert teams.kept(event, session=talk) == teams.kept(event)
    assert teams.kept(event, session=free) == ()
    own = actions.suggest(by=cast.giver, activity=event, settings=Settings(size=8), session=talk)
    actions.keep(by=cast.giver, team_set=own)
    assert len(teams.kept(event, session=talk)) == 10
    assert len(teams.kept(event)) == 16
