"""Shapes of input about meetings. Forms check shape only; actions save."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bothways.core.forms import DayField, TimeField, offer
from bothways.partnerships.queries import meetings

STARTS, ENDS = dt.time(15, 45), dt.time(17, 0)
SHORTEST, LONGEST = 10, 600


class TimesForm(forms.Form):
    """When it begins and ends."""

    starts_at = TimeField(label=_("Begins"), initial=STARTS)
    ends_at = TimeField(label=_("Ends"), initial=ENDS)

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

    day = DayField(label=_("Day"), required=False)


class MeetingForm(TimesForm):
    """One meeting."""

    title = forms.CharField(
        label=_("What it is called"),
        max_length=160,
        initial=_("Planning meeting"),
        error_messages={"required": _("Enter what it is called.")},
    )
    day = DayField(label=_("Day"))
    host = forms.ChoiceField(label=_("Which school hosts it"), required=False)
    place = forms.CharField(label=_("Where"), max_length=200, required=False, help_text=_("A room, or a link to it"))
    field_order = ("title", "day", "starts_at", "ends_at", "host", "place")

    def __init__(self, *args: Any, schools: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "host", [("", _now("Not decided")), *schools])


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
        offer(self, "kind", meetings.kinds())


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
    due_on = DayField(label=_("By"), required=False)

    def __init__(
        self, *args: Any, owners: Sequence[tuple[str, Sequence[tuple[str, str]]]], filled: bool = False, **kwargs: Any
    ) -> None:
        """``filled``: the row is there, so it may not be emptied."""
        super().__init__(*args, **kwargs)
        self.must_say = filled
        offer(self, "who", [("", _now("Choose")), *owners])

    def clean(self) -> dict[str, Any]:
        """Words need somebody, and somebody needs words."""
        found = super().clean() or self.cleaned_data
        if found.get("words") and not found.get("who") and "who" not in self.errors:
            self.add_error("who", ValidationError(_now("Choose who does it.")))
        if (found.get("who") or self.must_say) and not found.get("words") and "words" not in self.errors:
            self.add_error("words", ValidationError(_now("Say what they do.")))
        return found

    @property
    def filled(self) -> bool:
        """Whether it says something."""
        return bool(self.cleaned_data.get("words"))
