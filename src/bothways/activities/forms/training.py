"""Shapes of input about training."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds import training as lists
from bothways.activities.kinds.training import CourseFacts, Who
from bothways.core import clock
from bothways.core.forms import DayField, offer
from bothways.partnerships.models import Membership


class CourseForm(forms.Form):
    """One course of one year."""

    title = forms.CharField(
        label=_("What is it called?"), max_length=160, error_messages={"required": _("Give the course a name.")}
    )
    provider = forms.CharField(label=_("Who gives it?"), max_length=120, required=False)
    about = forms.CharField(
        label=_("What is it about?"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
    audience = forms.ChoiceField(
        label=_("For whom?"), choices=[("", _("Choose")), *lists.AUDIENCES.items()], required=False
    )
    for_each = forms.CharField(
        label=_("Who from every school?"), max_length=80, required=False,
        help_text=_("Such as ‘science lead’. Then schools that have not done it are shown as due. Leave it empty when"
                    " it is for whoever wants it."),
    )  # fmt: skip
    hours = forms.DecimalField(
        label=_("Hours"), min_value=Decimal("0.5"), max_value=Decimal(99), max_digits=3, decimal_places=1,
        initial=Decimal(1), error_messages={"required": _("Enter how many hours it takes, like 1.5.")},
    )  # fmt: skip
    due_by = DayField(label=_("To be done by"), required=False)
    areas = forms.MultipleChoiceField(
        label=_("What does it help with?"), choices=list(lists.AREAS.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    @property
    def facts(self) -> CourseFacts:
        """What was entered."""
        return CourseFacts(**self.cleaned_data)


class DoneForm(forms.Form):
    """Somebody of a school did a course, or is going to."""

    school = forms.ChoiceField(label=_("Which school?"), error_messages={"required": _("Choose a school.")})
    name = forms.CharField(
        label=_("Who?"), max_length=120, error_messages={"required": _("Enter a name.")},
        help_text=_("The name stands on the certificate."),
    )  # fmt: skip
    post = forms.CharField(label=_("Post"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False,
        help_text=_("Four weeks later we ask once whether it was shared at school. Without an address we cannot."),
    )  # fmt: skip
    on = DayField(label=_("When?"))
    planned = forms.BooleanField(label=_("It is planned, and not done yet"), required=False)

    def __init__(self, *args: Any, memberships: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.memberships = {each.pk: each for each in memberships}
        self.initial.setdefault("on", clock.today())
        offer(self, "school", [(each.pk, each.school.name) for each in memberships])

    @property
    def membership(self) -> Membership:
        """The membership that was chosen."""
        return self.memberships[self.cleaned_data["school"]]

    @property
    def who(self) -> Who:
        """Whom it is about."""
        name, post, email = (self.cleaned_data[field].strip() for field in ("name", "post", "email"))
        return Who(name, post, email.lower())


class SharedForm(forms.Form):
    """What somebody passed on: the button pressed says how."""

    form = forms.ChoiceField(choices=list(lists.FORMS.items()))
    colleagues = forms.IntegerField(
        min_value=1, max_value=500,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Enter how many colleagues you reached, as a number like 9."),
        ),
    )  # fmt: skip
    words = forms.CharField(max_length=500, required=False)
