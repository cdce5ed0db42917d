"""Shapes of input about offers, needs, promises and outside partners."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.core.forms import DayField, from_today, offer
from bothways.partnerships.forms.practice import OfASchool
from bothways.partnerships.models import Contribution, Direction, ExternalKind, Membership
from bothways.partnerships.queries.sharing import What

_NARROW = {"class": "govuk-input--width-5", "inputmode": "numeric"}


class WhatForm(forms.Form):
    """What could be given or is needed. Only the kind and a few words have to be there."""

    kind = forms.ChoiceField(
        label=_("What sort of thing is it?"),
        choices=Contribution.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what sort of thing it is.")},
    )
    title = forms.CharField(
        label=_("What is it, in a few words?"),
        max_length=120,
        error_messages={"required": _("Say what it is in a few words, such as ‘Pond and allotment’.")},
    )
    about = forms.CharField(
        label=_("More about it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Of expertise, say the subject and how it is given: online, at your school, at ours."),
    )
    who = forms.CharField(
        label=_("Who would do it?"), max_length=120, required=False, help_text=_("A post, such as Science lead.")
    )
    low_age = forms.IntegerField(
        label=_("Youngest age"), min_value=2, max_value=25, required=False, widget=forms.TextInput(_NARROW)
    )
    high_age = forms.IntegerField(
        label=_("Oldest age"), min_value=2, max_value=25, required=False, widget=forms.TextInput(_NARROW)
    )
    cost = forms.DecimalField(
        label=_("Cost in pounds"), min_value=Decimal(0), max_value=Decimal(50_000), decimal_places=2, required=False,
        help_text=_("Leave blank when it is free."), widget=forms.TextInput({**_NARROW, "inputmode": "decimal"}),
    )  # fmt: skip
    lead_days = forms.IntegerField(
        label=_("How many days’ notice?"), min_value=0, max_value=365, required=False, widget=forms.TextInput(_NARROW)
    )
    until_day = DayField(
        label=_("Until when does it stand?"),
        required=False,
        validators=[from_today(_("That day has passed. Choose a later one, or leave it blank."))],
    )

    def what(self, direction: str) -> What:
        """As the action takes it."""
        told = self.cleaned_data
        return What(
            direction=direction,
            kind=told["kind"],
            title=told["title"],
            about=told["about"],
            who=told["who"],
            low_age=told["low_age"],
            high_age=told["high_age"],
            cost_pence=int((told["cost"] or 0) * 100),
            lead_days=told["lead_days"] or 0,
            until_day=told["until_day"],
        )


class OfferForm(WhatForm, OfASchool):
    """The same, said by a school."""

    field_order = ("school", "kind", "title")


class PromiseForm(OfASchool):
    """Asking for an offer, or meeting a need."""

    about = forms.CharField(
        label=_("What exactly?"), max_length=300, error_messages={"required": _("Say what exactly.")}
    )
    due_on = DayField(
        label=_("By when, or on which day?"),
        required=False,
        validators=[from_today(_("That day has passed. Choose a later one."))],
    )
    hours = forms.DecimalField(
        label=_("About how many hours of staff time?"), min_value=Decimal(0), max_value=Decimal(999), decimal_places=1,
        required=False, widget=forms.TextInput({**_NARROW, "inputmode": "decimal"}),
    )  # fmt: skip

    def promised(self) -> dict[str, Any]:
        """As the actions take it."""
        told = self.cleaned_data
        return {"about": told["about"], "due_on": told["due_on"], "hours": told["hours"] or Decimal(0)}


class OutsideForm(forms.Form):
    """An outside partner."""

    name = forms.CharField(label=_("Name"), max_length=160, error_messages={"required": _("Enter its name.")})
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=ExternalKind.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )  # fmt: skip
    owner = forms.ChoiceField(
        label=_("Which school looks after the link?"), error_messages={"required": _("Choose a school.")}
    )
    website = forms.URLField(
        label=_("Website"), required=False, assume_scheme="https",
        error_messages={"invalid": _("Enter a whole address, such as https://…")},
    )  # fmt: skip
    contact_name = forms.CharField(
        label=_("Whom to ask for"), max_length=120, required=False, help_text=_("A post will do.")
    )
    contact_email = forms.EmailField(
        label=_("Their work e-mail address"), required=False,
        error_messages={"invalid": _("Enter an e-mail address in the usual form, like name@centre.org.uk.")},
    )  # fmt: skip
    since = forms.IntegerField(
        label=_("Since which year?"), min_value=1900, max_value=2100, required=False, widget=forms.TextInput(_NARROW)
    )
    notes = forms.CharField(label=_("Good to know"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, memberships: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.memberships = {each.pk: each for each in memberships}
        offer(self, "owner", [(each.pk, each.school.name) for each in memberships])

    def values(self) -> dict[str, Any]:
        """As the action takes it."""
        return {**self.cleaned_data, "owner": self.memberships[self.cleaned_data["owner"]]}


DIRECTIONS = {"give": Direction.OFFER, "need": Direction.REQUEST}
