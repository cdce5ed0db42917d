"""Shape of one answer on a page with many."""

from __future__ import annotations

from django import forms

from bothways.partnerships.models import Answer


class AnswerForm(forms.Form):
    """Which row, which terms were shown, and what the school says."""

    asked = forms.CharField(max_length=40)
    shown = forms.CharField(max_length=20)
    said = forms.ChoiceField(choices=[choice for choice in Answer.choices if choice[0]])
    condition = forms.CharField(max_length=300, required=False)
