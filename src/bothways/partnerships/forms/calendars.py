"""Shapes of input about term dates."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bothways.core import words
from bothways.core.forms import DayField, offer
from bothways.partnerships import policies
from bothways.partnerships.imports import said
from bothways.partnerships.models import CalendarKind, Membership, Partnership
from bothways.partnerships.queries import calendar_words, partnerships
from bothways.rules import calendars as rules
from bothways.rules import terms
from bothways.schools.models import Person

OTHER_COUNCIL, TRUST = "other-council", "trust"
_TEXT_AT_MOST = 60_000


class WhoseDatesForm(forms.Form):
    """Whose dates, of which year, and the dates in whatever form people have them."""

    year = forms.TypedChoiceField(
        label=_("Which year?"), coerce=int, widget=forms.RadioSelect, error_messages={"required": _("Choose a year.")}
    )
    whose = forms.ChoiceField(
        label=_("Whose dates are they?"), error_messages={"required": _("Say whose dates they are.")}
    )
    name = forms.CharField(
        label=_("Name of the trust, or of another council"),
        required=False,
        max_length=160,
        help_text=_("Only if you chose one of these two."),
    )
    text = forms.CharField(
        label=_("Paste the dates as you have them"),
        required=False,
        max_length=_TEXT_AT_MOST,
        help_text=_("From a council’s page or a letter: “Autumn term: Tuesday 1 September to Friday 23 October”."),
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        error_messages={"max_length": _("That is too long. Paste the dates of one year.")},
    )
    file = forms.FileField(
        label=_("Or send a file"),
        required=False,
        help_text=_("A calendar (.ics), a table (CSV, XLSX or ODS) or plain text."),
        error_messages={"empty": _("The file is empty. Choose another.")},
    )

    def __init__(self, *args: Any, partnership: Partnership, by: Person, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = tuple(partnerships.members(partnership, guests=False))
        self.runs = bool(policies.may_run(by, partnership))
        offer(self, "year", [(each, str(terms.AcademicYear(each))) for each in years])
        offer(self, "whose", self._whose(by))
        if not self.runs:
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        """A trust or another council needs its name."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("whose") in {TRUST, OTHER_COUNCIL} and not found.get("name", "").strip():
            self.add_error("name", _now("Write its name."))
        return found

    def chosen(self) -> tuple[str, str, tuple[str, ...]]:
        """(kind, name, ids of the schools that are likely to keep them)."""
        kind, _colon, which = self.cleaned_data["whose"].partition(":")
        if kind == CalendarKind.SCHOOL:
            school = next(each.school for each in self.members if each.school_id == which)
            return kind, school.name, (school.pk,)
        name = which or self.cleaned_data["name"].strip()
        if kind == TRUST:
            return CalendarKind.TRUST, name, ()
        alike = tuple(each.school_id for each in self.members if each.school.local_authority.lower() == name.lower())
        return CalendarKind.COUNCIL, name, alike

    def _whose(self, by: Person) -> list[Any]:
        own = [each for each in self.members if self.runs or policies.may_speak_for(by, each)]
        schools = [(f"{CalendarKind.SCHOOL}:{each.school_id}", each.school.name) for each in own]
        if not self.runs:
            return schools
        counts = Counter(each.school.local_authority for each in self.members if each.school.local_authority)
        councils = [
            (f"{CalendarKind.COUNCIL}:{name}", _now("%(name)s (%(n)s schools here)") % {"name": name, "n": count})
            for name, count in counts.most_common()
        ]
        return [
            (_now("Councils"), [*councils, (OTHER_COUNCIL, _now("Another council"))]),
            (_now("Trusts"), [(TRUST, _now("A trust"))]),
            (_now("One school’s own"), schools),
        ]


class DatesForm(forms.Form):
    """Six half-terms, the closures inside them, and the schools that keep them."""

    name = forms.CharField(
        label=_("Whose dates they are"), max_length=160, error_messages={"required": _("Say whose dates they are.")}
    )
    closures = forms.CharField(
        label=_("Closed inside a half-term"),
        required=False,
        max_length=20_000,
        help_text=_("One on a line: “27 November 2026 INSET day”, “1 to 3 March 2027 exeat”."),
        widget=forms.Textarea({"rows": 5, "spellcheck": "false"}),
    )
    schools = forms.MultipleChoiceField(
        label=_("Which schools keep these dates?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(choices=CalendarKind.choices, widget=forms.HiddenInput)
    year = forms.IntegerField(min_value=2000, max_value=2100, widget=forms.HiddenInput)
    source = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for index, name in enumerate(terms.NAMES):
            self.fields[f"first_{index}"] = _day_field(_now("Starts"), _now("%(name)s starts") % {"name": name})
            self.fields[f"last_{index}"] = _day_field(_now("Ends"), _now("%(name)s ends") % {"name": name})
        offer(self, "schools", [(each.school_id, each.school.name) for each in members])

    @property
    def pairs(self) -> list[tuple[str, Any, Any]]:
        """(name, first day's field, last day's field) of the six."""
        return [(name, self[f"first_{index}"], self[f"last_{index}"]) for index, name in enumerate(terms.NAMES)]

    def clean(self) -> dict[str, Any]:
        """The days in order; each line of the closures with a day."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            year = terms.AcademicYear(found["year"])
            found["closures"] = self._closures(found["closures"], year)
            found["half_terms"] = tuple(
                terms.HalfTerm(index, found[f"first_{index}"], found[f"last_{index}"]) for index in range(6)
            )
        return found

    @property
    def kept(self) -> rules.Kept:
        """The dates, once the form is valid."""
        return rules.Kept(self.cleaned_data["half_terms"], self.cleaned_data["closures"])

    def _closures(self, text: str, year: terms.AcademicYear) -> tuple[rules.Closure, ...]:
        found: list[rules.Closure] = []
        for line in said.read(enumerate(text.splitlines(), 1), year):
            if not line.found:
                self.add_error("closures", _now("Line %(n)s has no day that we can read.") % {"n": line.number})
            for each in line.found:
                if each.days < 1:
                    sentence = _now("Line %(n)s ends before it starts.") % {"n": line.number}
                    self.add_error("closures", sentence)
                elif not dt.date(year.start, 8, 1) <= each.first <= each.last <= year.last:
                    sentence = _now("Line %(n)s: %(day)s is not in %(year)s.")
                    self.add_error(
                        "closures", sentence % {"n": line.number, "day": words.date(each.first), "year": year}
                    )
                else:
                    found.append(rules.Closure(each.first, each.last, (each.label or each.tail)[:120]))
        return tuple(sorted(set(found)))


def initial(
    kept: rules.Kept, *, kind: str, name: str, year: int, source: str = "", schools: Sequence[str] = ()
) -> Mapping[str, Any]:
    """What the form shows before anybody has typed."""
    days: dict[str, dt.date] = {}
    for each in kept.half_terms:
        days |= {f"first_{each.index}": each.first, f"last_{each.index}": each.last}
    closures = "\n".join(calendar_words.closure_line(each) for each in kept.closures)
    return {
        **days, "kind": kind, "name": name, "year": year, "source": source, "schools": list(schools),
        "closures": closures,
    }  # fmt: skip


def _day_field(label: str, told: str) -> DayField:
    """``told`` names the field where it stands alone, in an error."""
    return DayField(
        label=label,
        error_messages={
            "required": _("Enter a day: %(what)s.") % {"what": told},
            "invalid": _("Enter a day, such as 2026-09-01: %(what)s.") % {"what": told},
        },
    )
