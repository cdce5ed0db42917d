"""Shapes of input about a timetable: sessions with their leaders, rooms, turns and rotations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.activities.forms.activities import number, words
from bothways.activities.models import Activity, Audience, Mode, SessionKind
from bothways.activities.queries.timetable import SessionRow
from bothways.activities.queries.timetable_draft import LeaderWanted, SessionWanted
from bothways.core import words as said
from bothways.core.forms import TimeField, offer

LINES = 3
"""How many leaders a form has room for, beside those who lead already."""
MOST_STATIONS = 24


class _Placed(forms.Form):
    """What a session, a round of turns and a rotation have in common."""

    title = words(
        gettext_lazy("What it is called"),
        160,
        required=True,
        error_messages={"required": gettext_lazy("Say what it is called.")},
    )
    day = forms.ChoiceField(label=gettext_lazy("Day"))
    starts_at = TimeField(label=gettext_lazy("Starts at"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=SessionKind.choices)
    mode = forms.ChoiceField(label=gettext_lazy("How pupils stand in it"), choices=Mode.choices)
    audience = forms.ChoiceField(label=gettext_lazy("Whom it is for"), choices=Audience.choices)
    room = forms.ChoiceField(label=gettext_lazy("Room"), required=False)

    activity: Activity

    def _offer(self) -> None:
        span = (self.activity.ends_on - self.activity.day).days
        days = [self.activity.day + dt.timedelta(days=number) for number in range(span + 1)]
        offer(self, "day", [(day.isoformat(), said.day(day)) for day in days])
        if len(days) == 1:
            self.fields["day"].widget = forms.HiddenInput()
        rooms = [(each.pk, _room(each)) for each in self.activity.rooms.all()]
        offer(self, "room", [("", _("No room yet")), *rooms])

    def _placed(self, **more: Any) -> SessionWanted:
        given = self.cleaned_data
        values = {
            "title": given["title"],
            "day": dt.date.fromisoformat(given["day"]),
            "starts_at": given["starts_at"],
            "ends_at": given.get("ends_at") or dt.time(23, 59),
            "kind": given["kind"],
            "mode": given["mode"],
            "audience": given["audience"],
            "room_id": given["room"] or None,
        }
        return SessionWanted(**{**values, **more})


def _room(room: Any) -> str:
    return _("%(name)s, holds %(n)s") % {"name": room.name, "n": room.holds} if room.holds else str(room.name)


class SessionForm(_Placed):
    """One session with those who lead it."""

    ends_at = TimeField(label=gettext_lazy("Ends at"))
    block = words(
        gettext_lazy("Side by side with"),
        40,
        help_text=gettext_lazy("Sessions with the same words here are at the same time; a pupil is in one of them."),
    )
    holds = number(gettext_lazy("Places"), help_text=gettext_lazy("Leave it empty for as many as the room holds."))
    least = number(gettext_lazy("Runs from so many"))
    about = words(gettext_lazy("What happens in it"), 1000, widget=forms.Textarea(attrs={"rows": 2}))
    school = forms.ChoiceField(label=gettext_lazy("Which school performs"), required=False)
    opt_out = forms.BooleanField(label=gettext_lazy("Parents can say no to this"), required=False)
    opt_out_words = words(gettext_lazy("What parents read about it"), 200)
    instead = forms.ChoiceField(label=gettext_lazy("What a pupil does instead"), required=False)
    risk = forms.ChoiceField(label=gettext_lazy("Risk assessment"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        activity: Activity,
        schools: Sequence[Any],
        rows: Sequence[SessionRow],
        row: SessionRow | None = None,
        seen: str = "",
        initial: Any = None,
    ) -> None:
        """``row`` is the session that is changed, ``rows`` all of the event, ``schools`` those that take part."""
        self.activity, self.row = activity, row
        super().__init__(data, initial={**(initial or {}), **(_standing(row) if row else {}), "seen": seen})
        self._offer()
        of_schools = [("", _("No one school")), *[(each.pk, each.name) for each in schools]]
        offer(self, "school", of_schools)
        others = [(each.id, each.title) for each in rows if row is None or each.id != row.id]
        offer(self, "instead", [("", _("Nothing yet")), *others])
        offer(self, "risk", [("", _("None")), *[(each.pk, each.title) for each in activity.risks.all()]])
        self._add_leaders(of_schools)

    def _add_leaders(self, schools: Sequence[tuple[str, str]]) -> None:
        """A line for each who leads, and some empty ones; a line without school and name is nobody."""
        standing = list(self.row.leaders) if self.row else []
        wide = {"class": "govuk-input--width-4", "inputmode": "decimal"}
        choices = [("", _("Which school")), *schools[1:]]
        for at in range(len(standing) + LINES):
            one = standing[at] if at < len(standing) else None
            self.fields[f"leader_school_{at}"] = forms.ChoiceField(
                label=_("School"), choices=choices, required=False, initial=one.school_id if one else ""
            )
            self.fields[f"leader_name_{at}"] = words(_("Name or post"), 120, initial=one.name if one else "")
            self.fields[f"leader_hours_{at}"] = forms.DecimalField(
                label=_("Hours to prepare"),
                required=False,
                min_value=0,
                max_value=200,
                decimal_places=1,
                initial=one.preparing_hours or None if one else None,
                widget=forms.TextInput(attrs=wide),
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value", "max_decimal_places"), _("Enter hours, like 2 or 1.5.")
                ),
            )
            self.fields[f"leader_pupils_{at}"] = number(
                _("Pupils who help"), most=99, initial=one.pupils or None if one else None
            )
        self.lines = len(standing) + LINES

    @property
    def leaders(self) -> list[tuple[BoundField, ...]]:
        """The lines of leaders: school, name, hours, pupils."""
        parts = ("school", "name", "hours", "pupils")
        return [tuple(self[f"leader_{part}_{at}"] for part in parts) for at in range(self.lines)]

    def clean(self) -> dict[str, Any]:
        """Times run forwards; whoever leads has a school."""
        cleaned = super().clean() or self.cleaned_data
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("It has to end after it starts."))
        for at in range(self.lines):
            if cleaned.get(f"leader_name_{at}") and not cleaned.get(f"leader_school_{at}"):
                self.add_error(f"leader_school_{at}", _("Choose the school of whoever leads."))
        return cleaned

    def wanted(self) -> SessionWanted:
        """What was asked for. Call only on a valid form."""
        given = self.cleaned_data
        return self._placed(
            block=given["block"],
            holds=given["holds"] or 0,
            least=given["least"] or 0,
            about=given["about"],
            school_id=given["school"] or None,
            opt_out=given["opt_out"],
            opt_out_words=given["opt_out_words"],
            instead_id=given["instead"] or None,
            risk_id=given["risk"] or None,
            order=self.row.order if self.row else 0,
            leaders=tuple(self._leaders()),
        )

    def _leaders(self) -> Sequence[LeaderWanted]:
        given = self.cleaned_data
        found: list[LeaderWanted] = []
        for at in range(self.lines):
            if school := given[f"leader_school_{at}"]:
                name, hours = given[f"leader_name_{at}"], given[f"leader_hours_{at}"] or Decimal(0)
                post = self._post(school, name)
                found.append(LeaderWanted(school, name, post, hours, given[f"leader_pupils_{at}"] or 0))
        return found

    def _post(self, school: str, name: str) -> str:
        """The post of whoever led already; somebody new has none."""
        standing = self.row.leaders if self.row else ()
        return next((one.post for one in standing if (one.school_id, one.name) == (school, name)), "")


def _standing(row: SessionRow) -> dict[str, Any]:
    plain = ("title", "starts_at", "ends_at", "kind", "mode", "audience", "block", "about", "opt_out", "opt_out_words")
    keys = ("room", "instead", "risk", "school")
    return {
        **{name: getattr(row, name) for name in plain},
        **{name: getattr(row, f"{name}_id") or "" for name in keys},
        "day": row.day.isoformat(),
        "holds": row.holds or None,
        "least": row.least or None,
    }


class InTurnForm(_Placed):
    """A slot for every school that takes part, one after another."""

    minutes = number(gettext_lazy("Minutes for each"), most=480)
    between = number(gettext_lazy("Minutes between"), most=120)

    def __init__(self, data: Any = None, *, activity: Activity, initial: Any = None) -> None:
        self.activity = activity
        standing = {"kind": "performance", "mode": "by_school", "audience": "all", "minutes": 8, "between": 2}
        super().__init__(data, initial={**standing, "title": _("Performance"), **(initial or {})})
        self._offer()

    def clean_minutes(self) -> int:
        """A turn takes at least a minute."""
        minutes: int | None = self.cleaned_data["minutes"]
        if not minutes:
            raise forms.ValidationError(_("Enter how many minutes each school has."))
        return minutes

    def wanted(self) -> SessionWanted:
        """The first turn. Call only on a valid form."""
        return self._placed()


class RotationForm(InTurnForm):
    """Groups that go round stations."""

    groups = number(gettext_lazy("How many groups"), most=60)
    stations = forms.CharField(
        label=gettext_lazy("Stations, one a line"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Enter at least one station.")},
    )

    def __init__(self, data: Any = None, *, activity: Activity, initial: Any = None) -> None:
        standing = {"kind": "workshop", "mode": "mixed", "audience": "pupils", "minutes": 20, "between": 5}
        super().__init__(data, activity=activity, initial={**standing, "title": _("Rotation"), **(initial or {})})
        del self.fields["room"]

    def clean_groups(self) -> int:
        """At least one group goes round."""
        groups: int | None = self.cleaned_data["groups"]
        if not groups:
            raise forms.ValidationError(_("Enter how many groups there are."))
        return groups

    def clean_stations(self) -> list[str]:
        """One station a line, each once."""
        lines = [" ".join(line.split())[:160] for line in self.cleaned_data["stations"].splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        if not found or len(found) > MOST_STATIONS:
            raise forms.ValidationError(_("Enter between 1 and %(n)s stations.") % {"n": MOST_STATIONS})
        return found

    def wanted(self) -> SessionWanted:
        """The first round. Call only on a valid form."""
        self.cleaned_data.setdefault("room", "")
        return self._placed()


class RoomForm(forms.Form):
    """A room, hall or field."""

    name = words(gettext_lazy("Name"), 80, required=True, error_messages={"required": gettext_lazy("Name the room.")})
    holds = number(gettext_lazy("Holds how many"))
    step_free = forms.BooleanField(label=gettext_lazy("Can be reached without steps"), required=False, initial=True)
    note = words(gettext_lazy("Note"), 200)

    def values(self) -> dict[str, Any]:
        """What was asked for. Call only on a valid form."""
        return {**self.cleaned_data, "holds": self.cleaned_data["holds"] or 0}
