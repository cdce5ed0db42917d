"""Shapes of input about schools and their people. Forms check shape only; actions save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.schools.roles import ROLES, PlaceKind


class InviteForm(forms.Form):
    """Whom to invite, and to which role."""

    email = forms.EmailField(
        label=_("Their work e-mail address"),
        max_length=254,
        error_messages={
            "required": _("Enter an e-mail address."),
            "invalid": _("Enter an e-mail address in the usual form, like name@school.sch.uk."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=_("What they will do here"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they will do here.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school_roles = [(role.key, f"{role.name}. {role.about}") for role in ROLES if role.at == PlaceKind.SCHOOL]
        self.fields["role"].choices = school_roles  # type: ignore[attr-defined]  # a ChoiceField


class NameForm(forms.Form):
    """The name that colleagues see."""

    name = forms.CharField(
        label=_("Your name, as colleagues know it"),
        max_length=120,
        error_messages={"required": _("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
