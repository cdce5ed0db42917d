"""Shapes of input about places: what a school asks for, which schools are asked, how many places there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.activities.queries.booking_words import FIRST_COME, LOTTERY, Invited
from bothways.core.forms import DayField, from_today, offer
from bothways.rules.booking import Wanted

_NARROW = {"class": "govuk-input--width-4", "inputmode": "numeric", "autocomplete": "off"}
_EMAIL_WRONG = _("Enter an e-mail address in the usual form, like name@school.sch.uk.")


def _number(label: Any, *, required: bool = True, hint: Any = "", missing: Any = "", most: int = 10_000) -> Any:
    """A whole number as people type it."""
    wrong = _("Enter it as a whole number, like 12.")
    errors = {
        "required": missing or wrong,
        "invalid": wrong,
        "min_value": wrong,
        "max_value": _("Enter a number of at most %(limit_value)s."),
    }
    return forms.IntegerField(
        label=label, min_value=0, max_value=most, required=required, help_text=hint, error_messages=errors,
        widget=forms.TextInput(_NARROW),
    )  # fmt: skip


class BookForm(forms.Form):
    """What one school asks for. Only pupils and adults have to be said."""

    pupils = _number(_("How many pupils?"), missing=_("Enter the number of pupils as a number, like 12."))
    adults = _number(_("How many adults come with them?"), missing=_("Enter the number of adults as a number, like 2."))
    training = _number(_("How many of the adults take training places?"), required=False)
    least = _number(
        _("If there is not room for all: what is the fewest you would come with?"),
        required=False,
        hint=_("Leave blank if it is all or none. You are never offered fewer than this."),
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, training: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not training:
            del self.fields["training"]

    def wanted(self) -> Wanted:
        """As the action takes it."""
        told = self.cleaned_data
        return Wanted(
            pupils=told["pupils"],
            least=told["least"] or 0,
            adults=told["adults"],
            training=told.get("training") or 0,
        )


class InviteForm(forms.Form):
    """Which schools are asked: members by a tick, and one guest at a time from the register."""

    schools = forms.MultipleChoiceField(
        label=_("Schools of the partnership"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each school’s lead gets a link. They need no account."),
    )
    school = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(required=False, max_length=200)
    meant = forms.ChoiceField(label=_("Which school do you mean?"), required=False, widget=forms.RadioSelect)
    contact_name = forms.CharField(label=_("Whom to write to there: name"), required=False, max_length=120)
    contact_email = forms.EmailField(
        label=_("Their e-mail address"), required=False, error_messages={"invalid": _EMAIL_WRONG}
    )

    def __init__(
        self, *args: Any, members: Iterable[tuple[str, str]], meant: Iterable[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        listed, found = list(members), list(meant)
        offer(self, "schools", listed)
        offer(self, "meant", found)
        if not listed:
            del self.fields["schools"]
        if not found:
            del self.fields["meant"]

    @property
    def unclear(self) -> str:
        """The words typed for a guest school, when no school was chosen for them."""
        told = self.cleaned_data
        return "" if told.get("school") or told.get("meant") else " ".join(told.get("q", "").split())

    def clean(self) -> dict[str, Any]:
        """At least one school; and a guest has an address, for it has no lead here."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        guest = told.get("school") or told.get("meant") or told.get("q", "").strip()
        if not guest and not told.get("schools") and not self.errors:
            self.add_error("schools" if "schools" in self.fields else None, str(_("Choose at least one school.")))
        if guest and not told.get("contact_email") and "contact_email" not in self.errors:
            self.add_error("contact_email", str(_("Enter the e-mail address of somebody at that school.")))
        return told

    def invited(self) -> list[Invited]:
        """As the action takes them."""
        told = self.cleaned_data
        members = [Invited(school_id) for school_id in told.get("schools", [])]
        guest = told.get("school") or told.get("meant")
        if guest:
            members.append(Invited(guest, told["contact_name"], told["contact_email"]))
        return members


class PlacesForm(forms.Form):
    """How many places there are, from when guests may have some, and how they are given when too many ask."""

    places = _number(_("Places for pupils"), missing=_("Enter the number of places as a number, like 80."))
    training_places = _number(_("Training places for adults"), required=False)
    guests_from = DayField(
        label=_("Guest schools get places from"),
        required=False,
        help_text=_("Until then only schools of the partnership do. Guests can ask before, and stand in line."),
    )
    order = forms.ChoiceField(
        label=_("If more pupils want to come than there are places"),
        widget=forms.RadioSelect,
        choices=[
            (FIRST_COME, _("First come, first served")),
            (LOTTERY, _("Draw lots when booking closes. Nobody has places before.")),
        ],
        error_messages={"required": _("Choose how places are given.")},
    )


class KeepForm(forms.Form):
    """Places that are one school's alone until a day, and whom to write to there."""

    kept = _number(_("Places kept for this school"), required=False, hint=_("0 if it books like everybody else."))
    kept_until = DayField(
        label=_("Kept until"),
        required=False,
        help_text=_("The day after, what it has not booked is free for all. Blank: until the event."),
        validators=[from_today(_("That day has passed. Choose a later one, or leave it blank."))],
    )
    contact_name = forms.CharField(label=_("Whom to write to there: name"), required=False, max_length=120)
    contact_email = forms.EmailField(
        label=_("Their e-mail address"), required=False, error_messages={"invalid": _EMAIL_WRONG}
    )
