"""Shapes of input about what came after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds.questions import Question
from bothways.activities.models import QuotePermission
from bothways.core import clock
from bothways.core.forms import DayField, offer


class HowWasItForm(forms.Form):
    """The questions for one kind of people; none must be answered, one at least."""

    def __init__(self, *args: Any, questions: Sequence[Question], coded: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in questions:
            steps = [(str(n), step) for n, step in enumerate(each.steps, start=1)]
            self.fields[each.key] = forms.ChoiceField(
                label=str(each.words), choices=steps, required=False, widget=forms.RadioSelect
            )
        if coded:
            self.fields["code"] = forms.CharField(
                label=_("A word that you make up"), max_length=60, required=False,
                help_text=_("Use the same word before and after, so that we can see what changed. Not your name."),
            )  # fmt: skip

    @property
    def answers(self) -> dict[str, int]:
        """What was chosen."""
        return {key: int(value) for key, value in self.cleaned_data.items() if key != "code" and value}


class QuoteForm(forms.Form):
    """What somebody said."""

    words = forms.CharField(
        label=_("What did they say?"), max_length=600, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Enter their words.")},
    )  # fmt: skip
    speaker = forms.CharField(
        label=_("Who said it?"), max_length=120, error_messages={"required": _("Say who, without a pupil’s name.")},
        help_text=_("Of pupils never a name: ‘two Year 5 pupils’, ‘student’. Of adults as they wish to be named."),
    )  # fmt: skip
    role = forms.CharField(label=_("What are they?"), max_length=120, required=False, help_text=_("Such as ‘pupil’ or"
                           " ‘head of maths’."))  # fmt: skip
    school = forms.ChoiceField(label=_("Which school?"), required=False)
    permission = forms.ChoiceField(
        label=_("How far may it go?"), choices=QuotePermission.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose how far it may go.")},
    )  # fmt: skip
    given_through = forms.CharField(
        label=_("Who asked them for permission?"), max_length=120, required=False,
        help_text=_("Needed where others may read it: such as their class teacher."),
    )  # fmt: skip
    said_on = DayField(label=_("When?"))

    def __init__(self, *args: Any, schools: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("said_on", clock.today())
        offer(self, "school", [("", _("No school")), *schools])
