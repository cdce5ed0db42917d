"""A masterclass with an outside body, such as a college of music or a university."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds.kind import Kind, Needs, Slot

KIND = Kind(
    key="masterclass",
    name=_("Masterclass with an outside body"),
    about=_("Somebody from a college, a university or a workplace works with pupils of several schools."),
    needs=Needs(outside=True),
    starts=dt.time(13, 30),
    slots=(
        Slot(0, 15, _("Arrival"), "arrival", audience="all"),
        Slot(15, 60, _("Masterclass"), "workshop", "mixed"),
        Slot(75, 15, _("Break"), "break", audience="all"),
        Slot(90, 45, _("Masterclass, and what comes after school"), "workshop", "mixed"),
    ),
    usual=(
        (_("The host"), _("a room, and somebody who meets the visitors")),
        (_("The outside body"), _("people who do it for a living")),
        (_("Every school"), _("pupils who would not meet them otherwise")),
    ),
    outcomes=("aspirations", "broader_horizons"),
)
