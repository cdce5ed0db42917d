"""Shape of one answer on a page with many."""

from __future__ import annotations

from django import forms

from bothways.partnerships.models import Answer

QUESTION = "question"


class AnswerForm(forms.Form):
    """Which row, which terms were shown, and what the school says; or what it asks before it answers."""

    asked = forms.CharField(max_length=40)
    shown = forms.CharField(max_length=20)
    said = forms.ChoiceField(choices=[*(choice for choice in Answer.choices if choice[0]), (QUESTION, "A question")])
    condition = forms.CharField(max_length=300, required=False)
    words = forms.CharField(max_length=1000, required=False)
