"""Two people change one proposal at the same moment: what each of them touched is kept, and the later one is told.

The page carries what its fields showed. When that is no longer what stands, nothing is saved: the fields that this
person left alone show what stands now, those that they touched keep what was typed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from bothways.partnerships.forms.plan import PARTS, ProposalForm
from bothways.partnerships.queries import plan_words


def standing(form: ProposalForm) -> dict[str, str]:
    """{field: what it shows before anybody types}, without those that are empty."""
    shown = ((name, _plain(each, form.get_initial_for_field(each, name))) for name, each in form.fields.items())
    return {name: value for name, value in shown if value}


def as_text(values: Mapping[str, str]) -> str:
    """For the page to carry along."""
    return json.dumps(values, sort_keys=True)


def read(text: str) -> dict[str, str]:
    """What a page carried; nothing for what never was one."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def merged(typed: QueryDict, before: Mapping[str, str], now: Mapping[str, str]) -> QueryDict:
    """What was typed, with what this person left alone as it stands now."""
    found = typed.copy()
    for name in before.keys() | now.keys():
        if _lines(typed.get(name, "")) != _lines(before.get(name, "")):
            continue
        found.pop(name, None)
        if name in now:
            found[name] = now[name]
    return found


def told(form: ProposalForm, before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What others changed since the page was opened, a line each."""
    changed = (name for name in form.fields if before.get(name, "") != now.get(name, ""))
    both = ((name, [_said(form.fields[name], each.get(name, "")) for each in (before, now)]) for name in changed)
    return [plan_words.changes_line({_named(form, name): words}) for name, words in both]


def _plain(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return "on" if value else ""
    if isinstance(field, forms.ChoiceField):
        return str(value or "")
    shown = field.widget.format_value(field.prepare_value(value))
    return str(shown) if shown is not None else ""


def _lines(text: Any) -> str:
    """Browsers send every line's end as two signs."""
    return str(text).replace("\r\n", "\n").strip()


def _named(form: ProposalForm, name: str) -> str:
    label = str(form.fields[name].label)
    part, _line, key = name.partition("_")
    school = next((each.school.name for each in form.members if part in PARTS and each.pk == key), "")
    return f"{school}: {label}" if school else label


def _said(field: forms.Field, value: str) -> str:
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        return next((str(label) for key, label in offered if str(key) == value), value)
    return value
