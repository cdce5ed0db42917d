"""What a child needs, ticked from a list, with a few words more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.activities.models import Disclosure, NeedKind
from bothways.activities.queries import need_words

LABELS = {
    NeedKind.DIET: _("Food"),
    NeedKind.ACCESS: _("Getting about and joining in"),
    NeedKind.CARE: _("On the day"),
}
MORE = {
    NeedKind.DIET: _("Anything else about food"),
    NeedKind.ACCESS: _("Anything else that helps"),
    NeedKind.CARE: _("Anything else to do on the day"),
}


class NeedsForm(forms.Form):
    """Ticks and words for each of some kinds of need. ``kinds`` says which."""

    kinds: tuple[NeedKind, ...] = (NeedKind.DIET, NeedKind.ACCESS, NeedKind.CARE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in self.kinds:
            choices = [(key, words) for key, words in need_words.CHOICES[kind].items() if key != need_words.NOTE]
            self.fields[kind.value] = forms.MultipleChoiceField(
                label=LABELS[kind], choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )
            self.fields[f"{kind.value}_words"] = _words_field(MORE[kind])

    @classmethod
    def standing(cls, needs: Iterable[Any]) -> dict[str, Any]:
        """What is ticked and written now, from rows with ``kind``, ``choice`` and ``note``."""
        told: dict[str, Any] = {}
        for each in needs:
            if each.choice == need_words.NOTE:
                told[f"{each.kind}_words"] = each.note
            else:
                told.setdefault(each.kind, []).append(each.choice)
        return told

    def needs(self) -> tuple[tuple[str, str, str], ...]:
        """Kind, choice and words of each need that was given."""
        given: list[tuple[str, str, str]] = []
        for kind in self.kinds:
            given += [(kind.value, choice, "") for choice in self.cleaned_data.get(kind.value, ())]
            if words := self.cleaned_data.get(f"{kind.value}_words", ""):
                given.append((kind.value, need_words.NOTE, words))
        return tuple(given)


def _words_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=need_words.WORDS_AT_MOST,
        help_text=_("What to do, not why. At most 80 letters. No names, no illnesses."),
        error_messages={"max_length": _("Write at most 80 letters.")},
    )


class WhyForm(forms.Form):
    """Why the host must know."""

    why = forms.CharField(
        label=_("Why the host must know"),
        max_length=120,
        help_text=_("Such as: may need help within minutes."),
        error_messages={"required": _("Write why the host must know, in a few words.")},
    )


class DisclosureForm(forms.Form):
    """What others read of the school's pupils on the day."""

    level = forms.TypedChoiceField(
        label=_("On the day other schools read"), choices=Disclosure.choices, coerce=int, widget=forms.RadioSelect
    )


def problems(form: forms.Form, errors: Mapping[str, str]) -> None:
    """Put sentences at the fields that they are about, or above the form."""
    for field, sentence in errors.items():
        form.add_error(field if field in form.fields else None, sentence)
