"""Addresses of a programme: the giver's school runs it and has put one pupil forward."""

from __future__ import annotations

from bothways.activities.models import Nomination, Programme
from tests.factories.programmes import make_nomination, make_programme, make_visit
from tests.meta.arguments import Maker
from tests.people import Cast


def _nomination(cast: Cast) -> Nomination:
    found = Nomination.unscoped.filter(programme__title="Programme of the walk").first()
    return found or make_nomination(_programme(cast), cast.giver_school)


def _programme(cast: Cast) -> Programme:
    found = cast.partnership.programmes.filter(title="Programme of the walk").first()
    return found or make_programme(cast.partnership, cast.giver_school, title="Programme of the walk")


def _one(cast: Cast) -> dict[str, str]:
    return {"programme_id": _programme(cast).pk}


def _own(cast: Cast) -> dict[str, str]:
    return {**_one(cast), "membership_id": cast.partnership.memberships.get(school=cast.giver_school).pk}


def _child(cast: Cast) -> dict[str, str]:
    return {**_own(cast), "nomination_id": _nomination(cast).pk}


def _visit(cast: Cast) -> dict[str, str]:
    programme = _programme(cast)
    found = programme.visits.first() or make_visit(programme, cast.giver_school)
    return {**_own(cast), "activity_id": found.pk}


_OF_ONE = ("", "_change", "_close", "_panel", "_undo", "_tell", "_move_up", "_visit_add")
_OF_OWN = ("_ours", "_choose", "_nominate", "_go_on", "_letters")
_OF_CHILD = ("_nomination", "_take_back", "_left")
ARGUMENTS: dict[str, Maker] = {
    **{f"programme{end}": _one for end in _OF_ONE},
    **{f"programme{end}": _own for end in _OF_OWN},
    **{f"programme{end}": _child for end in _OF_CHILD},
    "programme_bring": _visit,
}
