"""Shapes of input about a school's own list of pupils. Forms check shape only; actions save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bothways.core.lists import Filters
from bothways.rules import pupils as rules
from bothways.rules.pupils import PupilRow
from bothways.schools.imports import rosters
from bothways.schools.models import Pupil
from bothways.schools.queries.pupils import index_of

YEARS = [("", _("Not said")), *((year, rules.year_words(year)) for year in rules.YEARS)]
_NARROW = {"class": "govuk-input--width-10", "autocomplete": "off"}


class PupilForm(forms.Form):
    """One pupil. A surname is one letter."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=rules.NAME_LENGTH,
        error_messages={"required": _("Enter the first name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    letter = forms.CharField(
        label=_("First letter of the surname"),
        required=False,
        max_length=60,
        help_text=_("We keep one letter, even if you type more."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "autocomplete": "off"}),
    )
    year_group = forms.ChoiceField(label=_("Year group"), choices=YEARS, required=False)
    group = forms.CharField(label=_("Class"), required=False, max_length=20, widget=forms.TextInput(attrs=_NARROW))
    local_id = forms.CharField(
        label=_("Your own code"),
        required=False,
        max_length=40,
        help_text=_("Leave it empty and we make one. Never a national number."),
        widget=forms.TextInput(attrs=_NARROW),
    )

    def row(self) -> PupilRow:
        """The pupil as actions take it."""
        told = dict(self.cleaned_data)
        return PupilRow(initial=told.pop("letter"), **told)

    @staticmethod
    def standing(pupil: Pupil) -> dict[str, str]:
        """What the list says of a pupil now."""
        told = {name: getattr(pupil, name) for name in ("first_name", "year_group", "group", "local_id")}
        return {**told, "letter": pupil.initial}


class AliasForm(forms.Form):
    """What others read in place of the name."""

    alias = forms.CharField(
        label=_("Others read"),
        max_length=60,
        help_text=_("An ordinary first name and a letter. We suggest one; you may choose another."),
        error_messages={"required": _("Write a first name and a letter that others will read, like Robin T.")},
        widget=forms.TextInput(attrs=_NARROW),
    )


class PupilFilters(Filters):
    """Above the list. A name is found whole, since names stand sealed."""

    find = forms.CharField(label=_("Code, or first name and letter"), required=False, max_length=80)
    year = forms.ChoiceField(label=_("Year"), required=False, choices=[("", _("All")), *YEARS[1:]])
    group = forms.CharField(label=_("Class"), required=False, max_length=20)
    who = forms.ChoiceField(
        label=_("Who"), required=False, choices=[("", _("Here now")), ("left", _("Left")), ("all", _("Everybody"))]
    )

    def narrow(self, rows: QuerySet[Pupil]) -> QuerySet[Pupil]:
        """The pupils who fit."""
        asked = self.cleaned_data
        if find := asked.get("find", "").strip():
            given = rules.name_of(find)
            index = index_of(given.first_name, given.initial)
            rows = rows.filter(Q(local_id__icontains=find) | Q(name_index=index))
        if year := asked.get("year"):
            rows = rows.filter(year_group=year)
        if group := asked.get("group", "").strip():
            rows = rows.filter(group__iexact=group)
        who = asked.get("who")
        return rows if who == "all" else rows.filter(left_on__isnull=who != "left")


class RosterForm(forms.Form):
    """A file with pupils, and which column is which where a person knows better."""

    file = forms.FileField(
        label=_("A list from your school’s system, as CSV, Excel, ODS or a OneRoster zip"),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
    COLUMNS = ("first_name", "name", "initial", "year_group", "nc_year", "group", "local_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = {column.name: column.title for form in rosters.formats("") for column in form.columns}
        for name in self.COLUMNS:
            self.fields[name] = forms.CharField(label=titles[name], required=False, max_length=120)
        self.fields["one_year"] = forms.ChoiceField(
            label=_("If two columns say different years"),
            required=False,
            choices=[("", _("Ask me")), ("nc_year", _("The NC year holds")), ("year_group", _("The other holds"))],
        )

    def corrections(self) -> dict[str, str]:
        """Columns that a person chose, and the one of two years that does not hold as none."""
        told = self.cleaned_data
        chosen = {name: told[name].strip() for name in self.COLUMNS if told.get(name, "").strip()}
        other = {"nc_year": "year_group", "year_group": "nc_year"}.get(told.get("one_year", ""))
        return chosen | ({other: ""} if other else {})
