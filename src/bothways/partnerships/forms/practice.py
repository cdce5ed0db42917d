"""Shapes of input about practice and shared questions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from bothways.core import clock
from bothways.core.forms import DayField, offer
from bothways.partnerships.models import Membership, Stage
from bothways.partnerships.models.practice import Effort

_WRONG_DAY = {"invalid": _("Enter a day, such as 3 December 2026."), "required": _("Enter a day.")}


class OfASchool(forms.Form):
    """In whose name somebody speaks: their own schools, and for whoever runs the partnership every member."""

    school = forms.ChoiceField(label=_("Which school?"), error_messages={"required": _("Choose a school.")})

    def __init__(self, *args: Any, memberships: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.memberships = {each.pk: each for each in memberships}
        choices = [(each.pk, each.school.name) for each in memberships]
        offer(self, "school", choices)
        if len(choices) == 1:
            self.fields["school"].widget = forms.HiddenInput()
            self.initial.setdefault("school", choices[0][0])

    @property
    def membership(self) -> Membership:
        """The membership that was chosen."""
        return self.memberships[self.cleaned_data["school"]]


class PracticeForm(OfASchool):
    """One practice card."""

    title = forms.CharField(
        label=_("What do you call it?"), max_length=160, error_messages={"required": _("Give it a name.")}
    )
    about = forms.CharField(
        label=_("What is it, in a sentence or two?"), max_length=600, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say what it is.")},
    )  # fmt: skip
    steps = forms.CharField(
        label=_("How do you do it?"), max_length=4000, required=False, widget=forms.Textarea({"rows": 6}),
        help_text=_("One step a line."),
    )  # fmt: skip
    links = forms.CharField(
        label=_("What do you use?"), required=False, max_length=3000, widget=forms.Textarea({"rows": 3}),
        help_text=_("One a line, by link: what it is, then its address. We lead there and copy nothing."),
    )  # fmt: skip
    effort = forms.ChoiceField(
        label=_("How much work is it?"), choices=Effort.choices, widget=forms.RadioSelect, initial=Effort.SOME,
        error_messages={"required": _("Choose how much work it is.")},
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("How do you know that it works?"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Counted, reported or a feeling: say which. No child’s name."),
    )  # fmt: skip
    started_on = DayField(label=_("When did you start?"), error_messages=_WRONG_DAY)

    def clean_started_on(self) -> dt.date:
        """Not in the future."""
        day: dt.date = self.cleaned_data["started_on"]
        if day > clock.today():
            raise ValidationError(_("Choose today or a day that has been."))
        return day

    def clean_links(self) -> list[tuple[str, str]]:
        """Each line's words and address; a line without an address says so."""
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["links"].splitlines())):
            match = re.search(r"(https?://\S+)$", line)
            if match is None:
                raise ValidationError(
                    _("‘%(line)s’ has no address. End the line with one, such as https://…") % {"line": line[:60]}
                )
            URLValidator(message=_("‘%(line)s’ is not an address that a browser can open.") % {"line": match[1][:60]})(
                match[1]
            )
            found.append((line[: match.start()].strip(" :–-") or match[1], match[1]))
        return [(words[:160], address) for words, address in found]


class WhereForm(OfASchool):
    """How far a school is with a practice."""

    stage = forms.ChoiceField(
        label=_("Where are you with it?"), choices=Stage.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose where you are with it.")},
    )  # fmt: skip
    on = DayField(label=_("Since when?"), error_messages=_WRONG_DAY)
    words = forms.CharField(
        label=_("What did you change, or what did you see?"), max_length=500, required=False,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip


class EnquiryForm(OfASchool):
    """A question to look into together."""

    words = forms.CharField(
        label=_("What do you want to find out?"), max_length=300, error_messages={"required": _("Write the question.")}
    )
    about = forms.CharField(
        label=_("Why, and how might each school look into it?"), max_length=1000, required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip


class FindingForm(OfASchool):
    """What a school found."""

    words = forms.CharField(
        label=_("What did you find?"), max_length=3000, widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Write what you found.")}, help_text=_("No child’s name."),
    )  # fmt: skip
    url = forms.URLField(
        label=_("A link, if there is more"), required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": _("Enter a whole address, such as https://…")},
    )  # fmt: skip
