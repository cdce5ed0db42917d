"""Addresses of an online lesson."""

from __future__ import annotations

from bothways.activities.models import Lesson, Presenter
from tests.meta.arguments import Maker
from tests.meta.arguments.activities import event_of
from tests.people import Cast


def _presenter(cast: Cast) -> dict[str, str]:
    activity = event_of(cast)["activity_id"]
    lesson, _new = Lesson.unscoped.get_or_create(activity_id=activity)
    made, _new = Presenter.unscoped.get_or_create(lesson=lesson, name="Head of physics")
    return {"activity_id": activity, "presenter_id": made.pk}


ARGUMENTS: dict[str, Maker] = {
    **dict.fromkeys(("event_online", "event_online_describe", "event_online_links", "event_online_present"), event_of),
    "event_online_take_off": _presenter,
    "join_class": lambda _cast: {"token": "no-such-token"},
    "join_home": lambda _cast: {"token": "no-such-token"},
}
