"""Shapes of input about a school's own rule for adults, and what it decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.rules.adults import read_years
from bothways.rules.pupils import YEARS

_NARROW = {"class": "govuk-input--width-4", "inputmode": "numeric"}


class RuleForm(forms.Form):
    """One adult for so many pupils of some years."""

    years = forms.CharField(
        label=_("For which years?"),
        required=False,
        max_length=40,
        help_text=_("Such as R, 1, 2. Leave blank for all other years."),
    )
    pupils_per_adult = forms.IntegerField(
        label=_("How many pupils may one adult look after?"),
        min_value=1,
        max_value=99,
        widget=forms.TextInput(_NARROW),
        error_messages={
            "required": _("Enter a number, like 10."),
            "invalid": _("Enter a number, like 10."),
            "min_value": _("Enter at least 1."),
            "max_value": _("Enter at most 99."),
        },
    )

    def clean_years(self) -> str:
        """The years as keys, so that "Year 1, Reception" and "R,1" are one rule."""
        typed: str = self.cleaned_data["years"]
        found = read_years(typed)
        if typed.strip() and len(found) != len([part for part in typed.split(",") if part.strip()]):
            raise forms.ValidationError(_("Write years as N, R or numbers with commas between them, like R, 1, 2."))
        return ",".join(year for year in YEARS if year in found)


class DecisionForm(forms.Form):
    """What the school decided."""

    words = forms.CharField(
        label=_("What did you decide?"),
        max_length=300,
        help_text=_("Such as: a governor comes too, so there are three. Only your school sees it."),
        error_messages={"required": _("Say in a few words what you decided.")},
    )


def standing(rule: Any) -> dict[str, Any]:
    """A rule as the form shows it."""
    return {"years": rule.years.replace(",", ", "), "pupils_per_adult": rule.pupils_per_adult}
