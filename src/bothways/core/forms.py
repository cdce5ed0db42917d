"""What forms of every room share: days and times as people write them, and choices that are known only now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bothways.core import clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
TIME_FORMATS = ("%H:%M", "%H:%M:%S", "%H.%M", "%I:%M%p", "%I%p")
_WIDTH = {"class": "govuk-input--width-10"}


class DayInput(forms.DateInput):
    """The browser's own day picker; without one it takes 3/12/2026."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(_WIDTH, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time picker; without one it takes 15:45."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(_WIDTH, format="%H:%M")


class DayField(forms.DateField):
    """A day, typed or picked."""

    widget = DayInput
    default_error_messages: ClassVar = {
        "required": _("Enter the day."),
        "invalid": _("Enter the day as day, month and year, like 3/12/2026."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=DAY_FORMATS, **options)


class TimeField(forms.TimeField):
    """A time of day, typed or picked."""

    widget = TimeInput
    default_error_messages: ClassVar = {
        "required": _("Enter the time."),
        "invalid": _("Enter the time in hours and minutes, like 15:45."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=TIME_FORMATS, **options)


def from_today(sentence: str | _StrPromise) -> Callable[[dt.date], None]:
    """For a day field's ``validators``: a day that has passed is refused with the sentence."""

    def check(day: dt.date) -> None:
        if day < clock.today():
            raise ValidationError(sentence)

    return check


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Fill a field that is chosen from: (value, label) pairs, or (heading, pairs)."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is not chosen from a list.")
    field.choices = list(choices)


def all_valid(many: Iterable[forms.BaseForm]) -> bool:
    """Whether every form is right. Each is asked, so that each says its own errors."""
    said = [form.is_valid() for form in many]
    return all(said)
