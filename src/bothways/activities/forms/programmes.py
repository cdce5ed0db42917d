"""Shapes of input about programmes. Forms check shape only; actions save."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.activities.models import Criterion, Nomination, Programme
from bothways.activities.queries import programmes as queries
from bothways.activities.queries.programmes import Facts, Visit, Wanted
from bothways.core import clock
from bothways.core.forms import DayField, from_today, offer
from bothways.partnerships.models import Membership
from bothways.rules import terms
from bothways.rules.programmes import LETTERS, LONGEST_STATEMENT
from bothways.rules.pupils import year_words
from bothways.rules.year_groups import from_words
from bothways.schools.models import Pupil

_PASSED = gettext_lazy("That day has passed. Enter one from today on.")
_NUMBER = dict.fromkeys(("required", "invalid", "min_value", "max_value"), gettext_lazy("Enter a number, like 28."))


def _number(label: Any, most: int, **more: Any) -> forms.IntegerField:
    box = forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-4"})
    return forms.IntegerField(label=label, min_value=1, max_value=most, widget=box, error_messages=_NUMBER, **more)


class ProgrammeForm(forms.Form):
    """A programme: for whom, how many, until when, and what counts."""

    title = forms.CharField(
        label=gettext_lazy("What is it called?"), max_length=160,
        error_messages={"required": gettext_lazy("Give the programme a name.")},
        help_text=gettext_lazy("Keep the name from year to year: that is how the years are put together."),
    )  # fmt: skip
    about = forms.CharField(
        label=gettext_lazy("What is it for?"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3})
    )
    entry_years = forms.CharField(
        label=gettext_lazy("In which years do pupils enter?"), max_length=40, required=False,
        help_text=gettext_lazy("Such as ‘Y10 and Y12’. Empty: all years."),
    )  # fmt: skip
    places = _number(gettext_lazy("Places"), 2000)
    visits_a_half_term = _number(gettext_lazy("Visits each half-term"), 20, initial=1)
    closes_on = DayField(label=gettext_lazy("Schools nominate until"))
    ends_on = DayField(label=gettext_lazy("Its last day"), validators=[from_today(_PASSED)])
    criteria = forms.CharField(
        label=gettext_lazy("What counts, one criterion a line"), max_length=3000, required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy(
            "They become A, B, C… A school ticks which of them a pupil meets. Only that school sees its ticks."
        ),
    )  # fmt: skip
    owners = forms.MultipleChoiceField(
        label=gettext_lazy("Which schools run it?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose which schools run it.")},
        help_text=gettext_lazy("Their people sit on the panel, with the coordinator."),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, members: Sequence[Membership], own: Iterable[Membership] = (),
        programme: Programme | None = None,
    ) -> None:  # fmt: skip
        ends = terms.academic_year(clock.today()).last
        first: dict[str, Any] = {"owners": [each.school_id for each in own], "ends_on": ends}
        super().__init__(data, initial=_standing(programme) if programme else first)
        offer(self, "owners", [(each.school_id, each.school.name) for each in members])

    def clean_entry_years(self) -> str:
        """As keys: "10,12"."""
        said = self.cleaned_data["entry_years"]
        years = from_words(said)
        if said.strip() and not years:
            raise ValidationError(_("We read no year group in this. Write it like ‘Y10 and Y12’."))
        return ",".join(years)

    def clean_criteria(self) -> tuple[str, ...]:
        """In words, one each."""
        lines = tuple(" ".join(line.split()) for line in self.cleaned_data["criteria"].splitlines() if line.strip())
        if len(lines) > len(LETTERS):
            raise ValidationError(_("Write at most 26 criteria, one a line."))
        if any(len(line) > 200 for line in lines):
            raise ValidationError(_("One line is longer than 200 characters. Say it more briefly."))
        return lines

    def facts(self) -> Facts:
        """What was entered. Call only on a valid form."""
        return Facts(**{**self.cleaned_data, "owners": tuple(self.cleaned_data["owners"])})


def _standing(programme: Programme) -> dict[str, Any]:
    names = ("title", "about", "places", "visits_a_half_term", "closes_on", "ends_on")
    years = ", ".join(year_words(each) for each in queries.entry_years(programme))
    return {
        **{name: getattr(programme, name) for name in names},
        "entry_years": years,
        "criteria": "\n".join(each.words for each in programme.criteria.all()),
        "owners": [each.school_id for each in programme.owners.all()],
    }


def _statement() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("What this pupil can do"), max_length=LONGEST_STATEMENT,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("At most 600 characters. Do not name the pupil: the panel reads initials."),
        error_messages={
            "required": gettext_lazy("Write a statement for each pupil: it is what the panel decides by."),
            "max_length": gettext_lazy("Write at most 600 characters. Nothing was lost."),
        },
    )  # fmt: skip


class NominateForm(forms.Form):
    """A card a pupil: which criteria are met, and a statement."""

    def __init__(self, data: Any = None, *, pupils: Sequence[Pupil], criteria: Sequence[Criterion]) -> None:
        super().__init__(data)
        self.pupils = pupils
        for each in pupils:
            if criteria:
                self.fields[f"meets_{each.pk}"] = _ticks(criteria)
            self.fields[f"statement_{each.pk}"] = _statement()

    def cards(self) -> Sequence[tuple[str, str, Any, Any]]:
        """Name, year, and the two fields of each."""
        return [
            (queries.name_of(each), year_words(each.year_group), self._bound(f"meets_{each.pk}"),
             self._bound(f"statement_{each.pk}"))
            for each in self.pupils
        ]  # fmt: skip

    def _bound(self, name: str) -> Any:
        return self[name] if name in self.fields else None

    def wanted(self) -> Sequence[Wanted]:
        """What was entered. Call only on a valid form."""
        given = self.cleaned_data
        return [
            Wanted(each, tuple(given.get(f"meets_{each.pk}", ())), given[f"statement_{each.pk}"])
            for each in self.pupils
        ]


def _ticks(criteria: Sequence[Criterion]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Meets"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(each.pk, f"{each.letter}: {each.words}") for each in criteria],
    )  # fmt: skip


def nomination_form(data: Any, nomination: Nomination, criteria: Sequence[Criterion]) -> NominateForm:
    """The same card for one who is put forward already, as it stands."""
    pupils = [nomination.pupil] if nomination.pupil is not None else []
    form = NominateForm(data, pupils=pupils, criteria=criteria)
    for each in pupils:
        form.initial = {f"meets_{each.pk}": nomination.meets or [], f"statement_{each.pk}": nomination.statement}
    return form


class ChooseForm(forms.Form):
    """Pupils by a tick each. ``name`` is what the ticks are called."""

    pick = forms.MultipleChoiceField(
        label=gettext_lazy("Whom do you put forward?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one pupil.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        offer(self, "pick", choices)


class VisitForm(forms.Form):
    """A day on which the cohort meets."""

    title = forms.CharField(
        label=gettext_lazy("What is it called?"), max_length=160,
        error_messages={"required": gettext_lazy("Give the visit a name.")},
    )  # fmt: skip
    day = DayField(label=gettext_lazy("Day"), validators=[from_today(_PASSED)])
    host_id = forms.ChoiceField(
        label=gettext_lazy("Which school hosts it?"),
        error_messages={"required": gettext_lazy("Choose which school hosts it.")},
    )

    def __init__(self, data: Any = None, *, programme: Programme, members: Sequence[Membership], number: int) -> None:
        title = _("%(programme)s, visit %(n)s") % {"programme": programme.title, "n": number}
        owners = [each.school_id for each in programme.owners.all()]
        super().__init__(data, initial={"title": title[:160], "host_id": owners[0] if owners else ""})
        offer(self, "host_id", [(each.school_id, each.school.name) for each in members])

    def visit(self) -> Visit:
        """What was entered. Call only on a valid form."""
        return Visit(**self.cleaned_data)
