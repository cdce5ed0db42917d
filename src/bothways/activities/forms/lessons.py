"""Shapes of input about online lessons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds import lessons as lists
from bothways.core.forms import offer
from bothways.schools.models import Sector

_ADDRESS = {"invalid": _("Enter a whole address, such as https://example.org/room.")}


class LessonForm(forms.Form):
    """What a lesson is."""

    key_stage = forms.ChoiceField(label=_("For which ages?"), choices=[("", _("Choose")), *lists.STAGES.items()],
                                  required=False)  # fmt: skip
    brief = forms.CharField(
        label=_("What happens in it?"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4})
    )
    room_link = forms.URLField(
        label=_("Where is the room?"), required=False, assume_scheme="https", error_messages=_ADDRESS,
        help_text=_("The address that your meeting tool gave you. Only those who join read it."),
    )  # fmt: skip
    captions = forms.CharField(
        label=_("Captions"), max_length=300, required=False,
        help_text=_("Who makes them, such as ‘live captions are on’."),
    )  # fmt: skip
    tip_sheet = forms.CharField(
        label=_("Tips for families at home"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4}),
        help_text=_("What to have ready, and what to try afterwards."),
    )  # fmt: skip
    resources = forms.CharField(
        label=_("Resources"), max_length=3000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("One a line, by link: what it is, then its address."),
    )  # fmt: skip
    recorded = forms.BooleanField(label=_("It is recorded"), required=False)
    recording_link = forms.URLField(
        label=_("Where is the recording?"), required=False, assume_scheme="https", error_messages=_ADDRESS
    )
    safe = forms.MultipleChoiceField(
        label=_("What keeps children safe"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(each.key, each.words) for each in lists.SAFETY],
        help_text=_("All are on unless you turn one off. Turning one off is on record."),
    )  # fmt: skip

    def clean_resources(self) -> list[tuple[str, str]]:
        """(title, link) of each line."""
        found = []
        for line in self.cleaned_data["resources"].splitlines():
            title, _space, link = line.strip().rpartition(" ")
            if not line.strip():
                continue
            try:
                URLValidator(schemes=["https", "http"])(link)
            except ValidationError as problem:
                said = _("‘%(line)s’ does not end with an address. Write what it is, then its address.")
                raise ValidationError(said % {"line": line.strip()[:80]}) from problem
            found.append((title or link, link))
        return found


class PresenterForm(forms.Form):
    """Somebody who presents."""

    name = forms.CharField(label=_("Who?"), max_length=120, error_messages={"required": _("Enter a name.")})
    post = forms.CharField(label=_("Post"), max_length=120, required=False)
    school = forms.ChoiceField(label=_("Which school?"), required=False)
    sector = forms.ChoiceField(
        label=_("Sector"), required=False, choices=[("", _("As the school")), *Sector.choices[:3]],
        help_text=_("Needed only for somebody who works for no school."),
    )  # fmt: skip
    region = forms.ChoiceField(label=_("Region"), required=False, choices=[("", _("Choose")), *lists.REGIONS.items()])
    is_host = forms.BooleanField(label=_("Hosts it: watches the questions and the door"), required=False)

    def __init__(self, *args: Any, schools: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "school", [("", _("No school")), *schools])


class ClassForm(forms.Form):
    """How many pupils a class is."""

    pupils = forms.IntegerField(
        label=_("How many pupils watch with you?"), min_value=1, max_value=400,
        widget=forms.NumberInput({"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Enter how many pupils watch with you, as a number like 28."),
        ),
    )  # fmt: skip
