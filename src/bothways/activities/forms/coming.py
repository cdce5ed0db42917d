"""Shapes of input about who comes: pasted names, ticked pupils, adults, and filters of the lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bothways.activities.queries.booking_words import AdultWanted
from bothways.core.forms import offer
from bothways.core.lists import Filters
from bothways.rules.pupils import YEARS, year_words

MOST_LETTERS = 1_000_000


class PasteForm(forms.Form):
    """One box for a list, as it comes out of a spreadsheet."""

    lines = forms.CharField(
        label=_("Paste the list here, one pupil a line"),
        max_length=MOST_LETTERS,
        strip=False,
        help_text=_(
            "First name, surname and year, straight from a spreadsheet. We keep the first name and one letter of the "
            "surname."
        ),
        error_messages={
            "required": _("Paste at least one name."),
            "max_length": _("That is too much for one paste. Take a shorter piece; nothing was lost."),
        },
        widget=forms.Textarea({"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
    )
    twice = forms.BooleanField(label=_("Lines that look the same are different children"), required=False)


class PickForm(forms.Form):
    """Pupils of the school's own list, by a tick each."""

    pupils = forms.MultipleChoiceField(
        label=_("Who comes"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one pupil.")},
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "pupils", choices)


class AdultForm(forms.Form):
    """One adult whom the school brings."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), required=False, max_length=120)
    post = forms.CharField(label=_("Post"), required=False, max_length=120, help_text=_("Such as Teacher or Governor."))
    training = forms.ChoiceField(label=_("Training session"), required=False)
    is_first_aider = forms.BooleanField(label=_("First aider"), required=False)

    def __init__(self, *args: Any, sessions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = list(sessions)
        offer(self, "training", [("", _("None")), *listed])
        if not listed:
            del self.fields["training"]

    def wanted(self) -> AdultWanted:
        """As the action takes it."""
        told = self.cleaned_data
        return AdultWanted(
            name=told["name"],
            post=told["post"],
            training_id=told.get("training") or "",
            is_first_aider=told["is_first_aider"],
            id=told["id"],
        )


class ComingFilters(Filters):
    """Above the list of who comes: the year, the class, whether they still come, and the number."""

    year = forms.ChoiceField(label=_("Year"), required=False)
    group = forms.CharField(label=_("Class"), required=False, max_length=20)
    state = forms.ChoiceField(
        label=_("Coming"), required=False, choices=[("", _("Coming")), ("out", _("Withdrawn")), ("all", _("Both"))]
    )
    tag = forms.IntegerField(label=_("Number"), required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "year", [("", _("Every year")), *((year, year_words(year)) for year in YEARS)])

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Who fits; without a word those who come."""
        told = self.cleaned_data
        if told["year"]:
            rows = rows.filter(year_group=told["year"])
        if told["group"]:
            rows = rows.filter(pupil__group__iexact=told["group"])
        if told["tag"]:
            rows = rows.filter(tag=told["tag"])
        if told["state"] == "all":
            return rows
        return rows.filter(withdrawn_at__isnull=told["state"] != "out")


class LabelFilters(Filters):
    """Above the list of labels: the school and the year."""

    school = forms.CharField(label=_("School"), required=False, max_length=100)
    year = forms.ChoiceField(label=_("Year"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "year", [("", _("Every year")), *((year, year_words(year)) for year in YEARS)])

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Who fits."""
        told = self.cleaned_data
        if told["school"]:
            rows = rows.filter(booking__taking_part__school__name__icontains=told["school"])
        return rows.filter(year_group=told["year"]) if told["year"] else rows
