"""Shapes of input about choosing: a class's code, a tag, what a pupil wants, and who is kept together or apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.activities.queries.choices import Menu, Offer
from bothways.activities.queries.seating import SIZE
from bothways.core.forms import offer

_NARROW = {"class": "govuk-input--width-5", "inputmode": "numeric"}


class CodeForm(forms.Form):
    """The code that a teacher reads out."""

    code = forms.CharField(
        label=gettext_lazy("Your class’s code"),
        max_length=40,
        widget=forms.TextInput({"class": "govuk-input--width-10", "autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": gettext_lazy("Type the code that your teacher gave you, such as ab3d-ef4g.")},
    )


class TagForm(forms.Form):
    """Which number of their school a pupil is."""

    tag = forms.IntegerField(
        label=gettext_lazy("Your number"),
        min_value=1,
        max_value=10_000,
        widget=forms.TextInput(_NARROW),
        error_messages={
            "required": gettext_lazy("Type your number. Your teacher has the list."),
            "invalid": gettext_lazy("Type your number, such as 7."),
            "min_value": gettext_lazy("Type your number, such as 7."),
            "max_value": gettext_lazy("Type your number, such as 7."),
        },
    )


class ChoosingForm(forms.Form):
    """First, second, third choice of what is offered to one pupil."""

    def __init__(self, *args: Any, offers: Sequence[Offer], ranks: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [_("First choice"), _("Second choice"), _("Third choice"), _("Fourth choice")]
        for rank in range(1, min(ranks, len(offers)) + 1):
            label = names[rank - 1] if rank <= len(names) else _("Choice %(n)d") % {"n": rank}
            field = forms.ChoiceField(label=label, required=rank == 1)
            field.error_messages["required"] = _("Choose at least one.")
            self.fields[f"rank_{rank}"] = field
            blank = ("", _("Choose one") if rank == 1 else _("No other"))
            offer(self, f"rank_{rank}", [blank, *((each.key, each.title) for each in offers)])

    def clean(self) -> dict[str, Any]:
        """The same thing twice is said at the second."""
        found = super().clean() or {}
        seen: set[str] = set()
        for name, key in found.items():
            if key and key in seen:
                self.add_error(name, _("You have chosen that already. Choose another, or none."))
            seen.add(key)
        return found

    def keys(self) -> list[str]:
        """The offers, first choice first."""
        return [key for key in self.cleaned_data.values() if key]


class TableForm(forms.Form):
    """How lunch is laid."""

    size = forms.IntegerField(
        label=gettext_lazy("How many sit at a table at most?"),
        min_value=3,
        max_value=20,
        initial=SIZE,
        widget=forms.TextInput(_NARROW),
        error_messages={
            "required": gettext_lazy("Enter how many sit at a table, such as 7."),
            "invalid": gettext_lazy("Enter how many sit at a table as a number, such as 7."),
            "min_value": gettext_lazy("Enter 3 or more."),
            "max_value": gettext_lazy("Enter 20 or fewer."),
        },
    )


class WishForm(forms.Form):
    """Two pupils, together or apart."""

    one = forms.ChoiceField(
        label=gettext_lazy("One pupil"), error_messages={"required": gettext_lazy("Choose a pupil.")}
    )
    other = forms.ChoiceField(
        label=gettext_lazy("The other pupil"), error_messages={"required": gettext_lazy("Choose the other pupil.")}
    )
    together = forms.ChoiceField(
        label=gettext_lazy("They should be"),
        choices=[("no", gettext_lazy("kept apart")), ("yes", gettext_lazy("kept together"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether they are kept together or apart.")},
    )

    def __init__(self, *args: Any, pupils: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            offer(self, name, [("", _("Choose a pupil")), *pupils.items()])

    def clean(self) -> dict[str, Any]:
        """Nobody is kept from themselves."""
        found = super().clean() or {}
        if found.get("one") and found.get("one") == found.get("other"):
            self.add_error("other", _("Choose two different pupils."))
        return found


def read_grid(sent: Mapping[str, str], pupils: Mapping[str, str], menu: Menu) -> tuple[dict[str, list[str]], list[str]]:
    """(for each pupil the offers by rank, what is wrong in words) of a grid of numbers typed by a teacher.

    ``pupils`` has the words for each participant's id. A cell's name is participant:offer; an empty one is no choice.
    """
    rows: dict[str, list[str]] = {}
    wrong: list[str] = []
    for pupil, words in pupils.items():
        typed = {each.key: sent.get(f"{pupil}:{each.key}", "").strip() for each in menu.offers}
        given = {key: text for key, text in typed.items() if text}
        if any(not text.isdecimal() or not 1 <= int(text[:4]) <= len(menu.offers) for text in given.values()):
            told = {"who": words, "n": len(menu.offers)}
            wrong.append(_("%(who)s: type 1 for the first choice, 2 for the second, up to %(n)d.") % told)
        elif len({int(text) for text in given.values()}) < len(given):
            wrong.append(_("%(who)s: two choices have the same number.") % {"who": words})
        else:
            rows[pupil] = sorted(given, key=lambda key: int(given[key]))
    return rows, wrong
