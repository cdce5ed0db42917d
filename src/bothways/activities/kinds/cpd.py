"""A session of training for adults: no pupils, so neither consent nor a risk assessment."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds.kind import Kind, Needs, Slot

KIND = Kind(
    key="cpd",
    name=_("Training for teachers"),
    about=_("Staff of several schools learn together, and each passes it on at home."),
    needs=Needs(by_name=False, risk=False, consent=False, training=True),
    starts=dt.time(15, 45),
    slots=(
        Slot(0, 10, _("Tea and hello"), "meeting_people", audience="adults"),
        Slot(10, 60, _("Training"), "training", audience="adults"),
        Slot(70, 20, _("What I will try on Monday"), "training", audience="adults"),
    ),
    usual=(
        (_("The host"), _("a room and tea")),
        (_("Schools that lead"), _("somebody who has tried it and says what went wrong")),
    ),
    outcomes=("working_scientifically",),
)
