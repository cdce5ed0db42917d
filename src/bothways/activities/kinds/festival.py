"""A festival of several days, with many sessions by teachers of every school."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds.kind import Kind, Needs, Slot

_DAY = (
    (0, 30, _("Opening"), "talk", ""),
    (30, 50, _("Session 1"), "workshop", _("Morning sessions")),
    (30, 50, _("Session 2"), "workshop", _("Morning sessions")),
    (30, 50, _("Session 3"), "workshop", _("Morning sessions")),
    (80, 20, _("Break"), "break", ""),
    (100, 50, _("Session 4"), "workshop", _("Late morning sessions")),
    (100, 50, _("Session 5"), "workshop", _("Late morning sessions")),
    (100, 50, _("Session 6"), "workshop", _("Late morning sessions")),
    (150, 60, _("Lunch"), "lunch", ""),
    (210, 60, _("Talk for everybody"), "talk", ""),
)
KIND = Kind(
    key="festival",
    name=_("Festival of several days"),
    about=_("Days of sessions by teachers of every school; classes come for one day or for all."),
    needs=Needs(by_name=False, lunch=True),
    starts=dt.time(9, 0),
    days=2,
    slots=tuple(
        Slot(at, minutes, title, kind, "mixed" if beside else "free", "pupils" if beside else "all", beside, day)
        for day in range(2)
        for at, minutes, title, kind, beside in _DAY
    ),
    usual=(
        (_("The host"), _("halls, rooms and people who show the way")),
        (_("Every school"), _("sessions by its own teachers")),
    ),
    outcomes=("science_further", "working_scientifically", "aspirations"),
)
