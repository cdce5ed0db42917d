"""What is typed on the register: a sheet's numbers, whom one sees, and what one calls a phone."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SheetForm(forms.Form):
    """The numbers of one school's paper sheet."""

    numbers = forms.CharField(
        label=_("Who was here, by number"),
        help_text=_("Like “1-8 not 3”. Those left out are marked not here."),
        max_length=200,
    )


class PhoneForm(forms.Form):
    """What the list of phones calls this one."""

    name = forms.CharField(
        label=_("Call this phone"),
        help_text=_("So that others know whose marks these are: “Front door”."),
        max_length=60,
    )
