"""Shapes of input about meetings. Forms check shape only; actions save."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bothways.partnerships.queries import meetings

STARTS, ENDS = dt.time(15, 45), dt.time(17, 0)
SHORTEST, LONGEST = 10, 600


class DayInput(forms.DateInput):
    """The browser's own day picker; without one it takes 3/12/2026."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "govuk-input--width-10"})


class TimeInput(forms.TimeInput):
    """The browser's own time picker; without one it takes 15:45."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M", attrs={"class": "govuk-input--width-10"})


def day_field(**options: Any) -> forms.DateField:
    """A day, typed or picked."""
    wrong = _("Enter the day as day, month and year, like 3/12/2026.")
    return forms.DateField(
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d.%m.%Y"],
        error_messages={"required": _("Enter the day."), "invalid": wrong},
        **options,
    )


def time_field(**options: Any) -> forms.TimeField:
    """A time of day."""
    wrong = _("Enter the time in hours and minutes, like 15:45.")
    return forms.TimeField(
        widget=TimeInput(),
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M", "%I:%M%p", "%I%p"],
        error_messages={"required": _("Enter the time."), "invalid": wrong},
        **options,
    )


class TimesForm(forms.Form):
    """When it begins and ends."""

    starts_at = time_field(label=_("Begins"), initial=STARTS)
    ends_at = time_field(label=_("Ends"), initial=ENDS)

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        found = super().clean() or self.cleaned_data
        first, last = found.get("starts_at"), found.get("ends_at")
        if first and last:
            minutes = (last.hour - first.hour) * 60 + last.minute - first.minute
            if not SHORTEST <= minutes <= LONGEST:
                self.add_error("ends_at", _now("The end has to be after the beginning, on the same day."))
        return found


class YearForm(TimesForm):
    """What all six meetings share; the day of each stands in a `RowForm`."""

    title = forms.CharField(
        label=_("What they are called"),
        max_length=160,
        initial=_("Planning meeting"),
        error_messages={"required": _("Enter what they are called.")},
    )
    place = forms.CharField(label=_("Where"), max_length=200, required=False)
    field_order = ("title", "place", "starts_at", "ends_at")


class RowForm(forms.Form):
    """The day of one half-term. Empty: no meeting then."""

    day = day_field(label=_("Day"), required=False)


class MeetingForm(TimesForm):
    """One meeting."""

    title = forms.CharField(
        label=_("What it is called"),
        max_length=160,
        initial=_("Planning meeting"),
        error_messages={"required": _("Enter what it is called.")},
    )
    day = day_field(label=_("Day"))
    host = forms.ChoiceField(label=_("Which school hosts it"), required=False)
    place = forms.CharField(label=_("Where"), max_length=200, required=False, help_text=_("A room, or a link to it"))
    field_order = ("title", "day", "starts_at", "ends_at", "host", "place")

    def __init__(self, *args: Any, schools: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].choices = [("", _now("Not decided")), *schools]  # type: ignore[attr-defined]  # a choice


class CallOffForm(forms.Form):
    """Why, for the mail that every school gets."""

    why = forms.CharField(
        label=_("Why, in a few words"),
        max_length=300,
        error_messages={"required": _("Enter a few words: every school that was asked reads them.")},
        help_text=_("Every school that was asked reads this."),
    )


class ItemForm(forms.Form):
    """One line of the agenda."""

    kind = forms.ChoiceField(label=_("What the time is for"))
    title = forms.CharField(
        label=_("In a few words"), max_length=200, error_messages={"required": _("Enter a few words.")}
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=480,
        initial=15,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={
            "required": _("Enter the minutes as a number, like 15."),
            "invalid": _("Enter the minutes as a number, like 15."),
            "min_value": _("Enter at least 1 minute."),
            "max_value": _("Enter at most 480 minutes."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = meetings.kinds()  # type: ignore[attr-defined]  # a choice


class ReplyForm(forms.Form):
    """A school's reply. The buttons carry ``coming``; ``seen`` is the meeting as the page showed it."""

    coming = forms.ChoiceField(
        choices=[("yes", _("Coming")), ("no", _("Not coming"))],
        error_messages={"required": _("Press Coming or Not coming."), "invalid_choice": _("Press one of the two.")},
    )
    who = forms.CharField(label=_("Who comes"), max_length=160, required=False)
    words = forms.CharField(label=_("Anything we should know"), max_length=300, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class OthersForm(forms.Form):
    """Who else came."""

    others = forms.CharField(label=_("Anyone else who came"), max_length=300, required=False)


class NotesForm(forms.Form):
    """What was said."""

    notes = forms.CharField(
        label=_("What was said and decided"),
        max_length=12_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"max_length": _("That is too long: keep the notes under 12,000 letters.")},
    )


class TakenForm(forms.Form):
    """One action: what, who, by when. A row left empty is no action."""

    words = forms.CharField(label=_("What"), max_length=300, required=False)
    who = forms.ChoiceField(label=_("Who"), required=False)
    due_on = day_field(label=_("By"), required=False)

    def __init__(self, *args: Any, owners: Sequence[tuple[str, Sequence[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [("", _now("Choose")), *owners]  # type: ignore[attr-defined]  # a choice

    def clean(self) -> dict[str, Any]:
        """Words need somebody, and somebody needs words."""
        found = super().clean() or self.cleaned_data
        if found.get("words") and not found.get("who") and "who" not in self.errors:
            self.add_error("who", ValidationError(_now("Choose who does it.")))
        if found.get("who") and not found.get("words") and "words" not in self.errors:
            self.add_error("words", ValidationError(_now("Say what they do.")))
        return found

    @property
    def filled(self) -> bool:
        """Whether it says something."""
        return bool(self.cleaned_data.get("words"))
