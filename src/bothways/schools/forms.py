"""Shapes of input about schools and their people. Forms check shape only; actions save."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bothways.core.forms import DayField, offer
from bothways.core.lists import Filters
from bothways.schools.imports import cells
from bothways.schools.models import Scheme, School, Sector
from bothways.schools.queries import register
from bothways.schools.roles import ROLES, PlaceKind


class InviteHeadForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(
        label=_("Their work e-mail address"),
        max_length=254,
        error_messages={
            "required": _("Enter an e-mail address."),
            "invalid": _("Enter an e-mail address in the usual form, like name@school.sch.uk."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class InviteForm(InviteHeadForm):
    """Whom to invite, and to which role."""

    role = forms.ChoiceField(
        label=_("What they will do here"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they will do here.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "role",
            [(role.key, f"{role.name}. {role.about}") for role in ROLES if role.at == PlaceKind.SCHOOL],
        )


class NameForm(forms.Form):
    """The name that colleagues see."""

    name = forms.CharField(
        label=_("Your name, as colleagues know it"),
        max_length=120,
        error_messages={"required": _("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )


_ANY = ("", _("Any"))


class SchoolFilters(Filters):
    """What to look for in the register. Without words it lists open schools; with words, all, the open ones first."""

    q = forms.CharField(
        label=_("Name, town, postcode or URN"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )
    status = forms.ChoiceField(label=_("Open or closed"), required=False)
    phase = forms.ChoiceField(label=_("Phase"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    council = forms.ChoiceField(label=_("Council"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sectors = [(value or "unknown", label) for value, label in Sector.choices]
        offer(self, "status", [(key, str(words)) for key, words in register.STATUS_FILTERS])
        offer(self, "phase", [_ANY, *((value, value) for value in register.choices("phase"))])
        offer(self, "sector", [_ANY, *sectors])
        offer(self, "council", [_ANY, *((value, value) for value in register.choices("local_authority"))])

    def narrow(self, rows: QuerySet[School]) -> QuerySet[School]:
        """The schools that fit."""
        asked = self.cleaned_data
        return register.narrowed(
            rows,
            text=asked["q"],
            status=asked["status"],
            phase=asked["phase"],
            sector=asked["sector"],
            council=asked["council"],
        )


class AddSchoolForm(forms.Form):
    """A school or body that the national register does not hold."""

    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Enter its name.")})
    scheme = forms.ChoiceField(
        label=_("What number does it have?"),
        choices=[(key, label) for key, label in Scheme.choices if key != Scheme.URN],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what number it has, or ‘No number’.")},
    )
    identifier = forms.CharField(label=_("The number"), max_length=40, required=False)
    town = forms.CharField(label=_("Town"), max_length=100, error_messages={"required": _("Enter the town.")})
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    phase = forms.CharField(
        label=_("Phase or kind"),
        max_length=40,
        required=False,
        help_text=_("Such as Primary, Secondary, Science centre or Home education."),
    )
    sector = forms.ChoiceField(
        label=_("Sector"), choices=[(key, label) for key, label in Sector.choices if key], widget=forms.RadioSelect,
        error_messages={"required": _("Choose a sector.")},
    )  # fmt: skip
    not_listed = forms.BooleanField(label=_("It is none of these. Add it."), required=False)

    def clean_postcode(self) -> str:
        """Written in the usual way."""
        typed = self.cleaned_data["postcode"].strip()
        try:
            return cells.postcode(typed) if typed else ""
        except cells.CannotRead as problem:
            raise ValidationError(str(problem)) from None

    def clean(self) -> dict[str, Any]:
        """The number in the form that open data uses, such as GB-CHC-1164883."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        scheme, number = found.get("scheme", ""), found.get("identifier", "").upper().replace(" ", "")
        if scheme == Scheme.OTHER:
            found["identifier"] = ""
        elif scheme:
            prefix, form, mend = _NUMBERS[scheme]
            bare = number.removeprefix(prefix)
            if not re.fullmatch(form, bare, re.ASCII):
                self.add_error("identifier", str(mend))
            found["identifier"] = f"{prefix}{bare}"
        return found


_NUMBERS = {
    Scheme.SEED: ("", r"\d{7}", _("A Scottish school number is seven digits.")),
    Scheme.CHARITY: (
        "GB-CHC-",
        r"\d{6,7}|SC\d{6}|NIC\d{6}",
        _("A charity number is six or seven digits, or SC and six digits in Scotland."),
    ),
    Scheme.COMPANY: ("GB-COH-", r"[A-Z\d]{8}", _("A company number is eight letters and digits, such as 01234567.")),
}


class RegisterFileForm(forms.Form):
    """A file of the national register."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "Today’s extract from Get Information about Schools, its links file, or a narrower list. CSV, XLSX or ODS."
        ),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )
    as_of = DayField(
        label=_("The day its facts are from"),
        required=False,
        help_text=_("Leave blank to take the date in the file’s name, or today."),
        error_messages={"invalid": _("Enter a date, such as 2026-09-01.")},
    )
    close_missing = forms.BooleanField(
        label=_("Close open schools that this file leaves out"),
        required=False,
        help_text=_("Only for a file that lists every open school. You see which before anything changes."),
    )
