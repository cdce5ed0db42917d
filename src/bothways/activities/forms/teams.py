"""Shapes of input about teams: how to mix, what teams are called, who is not here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.activities.queries.team_colours import PALETTE
from bothways.activities.queries.teams_brief import AT_MOST, BUDDIES, BY_SCHOOL, SPREAD, Settings

_NARROW = {"class": "govuk-input--width-3", "inputmode": "numeric"}
_LARGEST, _MOST_TEAMS = 60, 400
BY = (("size", _("pupils in each team")), ("number", _("teams in all")))
MIX = (
    (SPREAD, _("Meet others: as few schoolmates in a team as can be")),
    (BUDDIES, _("A friend beside you: nobody is alone of their school")),
    (AT_MOST, _("No more than so many of one school in a team")),
    (BY_SCHOOL, _("By school: each school by itself")),
)


class SuggestForm(forms.Form):
    """How teams are made. Everything has a usual answer."""

    how_many = forms.IntegerField(
        label=_("How many?"),
        min_value=1,
        max_value=_MOST_TEAMS,
        widget=forms.TextInput(_NARROW),
        error_messages={
            "required": _("Enter how many, such as 5."),
            "invalid": _("Enter how many as a number, such as 5."),
            "min_value": _("Enter 1 or more."),
            "max_value": _("That is more teams than an event can have. Enter 400 or fewer."),
        },
    )
    by = forms.ChoiceField(label=_("That is the number of"), choices=BY, widget=forms.RadioSelect)
    mix = forms.ChoiceField(label=_("How should schools mix?"), choices=MIX, widget=forms.RadioSelect)
    most = forms.IntegerField(
        label=_("The most of one school, if you chose a limit"),
        min_value=1,
        max_value=_LARGEST,
        required=False,
        widget=forms.TextInput(_NARROW),
        error_messages={"invalid": _("Enter the limit as a number, such as 2.")},
    )
    years = forms.BooleanField(label=_("Spread year groups evenly"), required=False)
    labels = forms.BooleanField(label=_("Spread what schools marked evenly"), required=False)
    meet_new = forms.BooleanField(label=_("Meet new people: not those of past events again"), required=False)

    def clean(self) -> dict[str, Any]:
        """A team of one is no team; a limit needs its number."""
        found = super().clean() or {}
        if found.get("by") == "size" and found.get("how_many") is not None and not 1 < found["how_many"] <= _LARGEST:
            self.add_error("how_many", _("Enter a team size from 2 to 60."))
        if found.get("mix") == AT_MOST and not found.get("most") and "most" not in self.errors:
            self.add_error("most", _("Enter the most of one school that a team may have, such as 2."))
        return found

    def settings(self) -> Settings:
        """As the engine's brief takes it."""
        found = self.cleaned_data
        by_size = found["by"] == "size"
        return Settings(
            size=found["how_many"] if by_size else Settings().size,
            number=0 if by_size else found["how_many"],
            mix=found["mix"],
            most=found["most"] or Settings().most,
            years=found["years"],
            labels=found["labels"],
            meet_new=found["meet_new"],
        )


def as_initial(settings: Settings) -> dict[str, Any]:
    """Settings as the form shows them."""
    return {
        "how_many": settings.number or settings.size,
        "by": "number" if settings.number else "size",
        "mix": settings.mix,
        "most": settings.most,
        "years": settings.years,
        "labels": settings.labels,
        "meet_new": settings.meet_new,
    }


class TeamForm(forms.Form):
    """What one team is called, its colour and where it meets."""

    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        error_messages={
            "required": _("Give every team a name."),
            "max_length": _("Keep the name to 40 letters."),
        },
    )
    colour = forms.ChoiceField(
        label=_("Colour"), choices=[("", _("none")), *((each.key, each.words) for each in PALETTE)], required=False
    )
    room = forms.CharField(label=_("Where it meets"), max_length=80, required=False)
