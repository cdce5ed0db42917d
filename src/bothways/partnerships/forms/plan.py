"""Shapes of input about the plan. Forms check shape only; actions save."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.core import clock
from bothways.core.forms import DayField, TimeField, from_today, offer
from bothways.core.lists import Filters
from bothways.partnerships.models import Membership, MembershipKind, Partnership, ProposalState
from bothways.partnerships.queries import calendars, plan_words
from bothways.partnerships.queries.plan_draft import KINDS, Wanted
from bothways.rules import consent, terms

MOST_PENCE = 100_000_000
PARTS = ("ask", "owner", "gives", "kind", "hours", "gets", "pays", "pupils")


@dataclass(frozen=True)
class SchoolPart:
    """One school's line of the form. ``fixed``: it was asked, so it stays. ``open``: it has words already."""

    membership: Membership
    fixed: bool
    said: str
    open: bool
    ask: BoundField
    owner: BoundField
    gives: BoundField
    kind: BoundField
    hours: BoundField
    gets: BoundField
    pays: BoundField
    pupils: BoundField

    @property
    def is_guest(self) -> bool:
        return self.membership.kind == MembershipKind.GUEST


class ProposalForm(forms.Form):
    """What, when, where, for whom, at what cost, and each school's part. One field a thing; nothing is asked twice."""

    title = forms.CharField(
        label=gettext_lazy("What it is called"),
        max_length=160,
        error_messages={"required": gettext_lazy("Enter what it is called.")},
    )
    about = forms.CharField(
        label=gettext_lazy("What we would do"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    why_together = forms.CharField(
        label=gettext_lazy("Why it needs more than one school"), max_length=500, required=False
    )
    aim = forms.ChoiceField(label=gettext_lazy("Which aim it serves"), required=False)
    day = DayField(
        label=gettext_lazy("Day"),
        required=False,
        help_text=gettext_lazy("Leave it empty while only the half-term is clear."),
        error_messages={"invalid": gettext_lazy("Enter the day like 3/12/2026.")},
    )
    half_term = forms.ChoiceField(label=gettext_lazy("Half-term, if there is no day yet"), required=False)
    starts_at = TimeField(
        label=gettext_lazy("Starts at"),
        required=False,
        error_messages={"invalid": gettext_lazy("Enter the time like 9:30.")},
    )
    ends_at = TimeField(
        label=gettext_lazy("Ends at"),
        required=False,
        error_messages={"invalid": gettext_lazy("Enter the time like 14:45.")},
    )
    host = forms.ChoiceField(label=gettext_lazy("Which school hosts it"), required=False)
    place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A room at the host, or somewhere else altogether."),
    )
    pupils = forms.IntegerField(
        label=gettext_lazy("Pupils in all"),
        min_value=1,
        max_value=100_000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={
            "invalid": gettext_lazy("Enter the number of pupils as a number, like 12."),
            "min_value": gettext_lazy("Enter at least 1, or leave it empty."),
            "max_value": gettext_lazy("That is more pupils than there are. Enter a smaller number."),
        },
    )
    year_groups = forms.CharField(
        label=gettext_lazy("Year groups"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    cost = forms.DecimalField(
        label=gettext_lazy("Cost for each school, in pounds"),
        min_value=0,
        max_value=MOST_PENCE // 100,
        decimal_places=2,
        required=False,
        help_text=gettext_lazy("Leave it empty if it costs nothing."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-5"}),
        error_messages={
            "invalid": gettext_lazy("Enter the cost in pounds, like 4 or 4.50."),
            "min_value": gettext_lazy("A cost cannot be less than nothing."),
            "max_decimal_places": gettext_lazy("Enter pounds and pence, like 4.50."),
        },
    )
    cost_words = forms.CharField(
        label=gettext_lazy("What the cost is for"),
        max_length=200,
        required=False,
    )
    gets_all = forms.CharField(
        label=gettext_lazy("What every school would get"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Goes to each school below whose own line you leave empty."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        partnership: Partnership,
        members: Sequence[Membership],
        wanted: Wanted | None = None,
        said: Mapping[str, str] | None = None,
        own: Sequence[Membership] = (),
    ) -> None:
        """``wanted`` is what stands, ``said`` what schools that were asked answered, ``own`` the person's schools."""
        self.partnership, self.members, self.said = partnership, tuple(members), dict(said or {})
        self.wanted = wanted
        super().__init__(data, initial=self._initial(wanted))
        self._choices(partnership)
        for each in self.members:
            self._add_school(each, own)

    def _initial(self, wanted: Wanted | None) -> dict[str, Any]:
        if wanted is None:
            year, half_term = calendars.half_term_now(self.partnership, clock.today())
            return {"half_term": f"{year}-{half_term}"}
        place = wanted.terms
        return {
            "title": wanted.title,
            "about": wanted.about,
            "why_together": wanted.why_together,
            "aim": wanted.aim_id or "",
            "day": place.day,
            "half_term": f"{place.year}-{place.half_term}",
            "starts_at": place.starts_at,
            "ends_at": place.ends_at,
            "host": place.host_id or "",
            "place": place.place,
            "pupils": place.pupils,
            "year_groups": place.year_groups,
            "cost": _pounds(place.cost_pence),
            "cost_words": place.cost_words,
        }

    def _choices(self, partnership: Partnership) -> None:
        this_year = terms.academic_year(clock.today()).start
        standing = {this_year, this_year + 1} | ({self.wanted.terms.year} if self.wanted else set())
        offer(
            self,
            "half_term",
            [(f"{year}-{at}", plan_words.half_term_name(year, at)) for year in sorted(standing) for at in range(6)],
        )
        hosts = [(each.school_id, each.school.name) for each in self.members]
        offer(self, "host", [("", _("None of them, or not settled")), *hosts])
        aims = [(each.pk, each.words) for each in partnership.aims.all()]
        offer(self, "aim", [("", _("None in particular")), *aims])
        if not aims:
            del self.fields["aim"]

    def _add_school(self, each: Membership, own: Sequence[Membership]) -> None:
        share = self.wanted.shares.get(each.pk) if self.wanted else None
        guest = each.kind == MembershipKind.GUEST
        mine = each.pk in {membership.pk for membership in own}
        asked = share is not None if self.wanted else not guest
        owner = each.pk in self.wanted.owners if self.wanted else mine
        share = share or consent.Share()
        made = {
            "ask": forms.BooleanField(label=_("Ask this school"), required=False, initial=asked),
            "owner": forms.BooleanField(label=_("Looks after it"), required=False, initial=owner, disabled=guest),
            "gives": _words(_("It would give"), share.gives),
            "kind": forms.ChoiceField(
                label=_("Kind"), required=False, choices=[("", _("Not said")), *KINDS], initial=share.gives_kind
            ),
            "hours": _number(_("Staff hours"), share.hours or None, most=999, places=1),
            "gets": _words(_("It would get"), share.gets),
            "pays": _number(
                _("It pays besides, in pounds"), _pounds(share.cost_pence), most=MOST_PENCE // 100, places=2
            ),
            "pupils": _number(_("Its pupils"), share.pupils, most=100_000, places=0),
        }
        if each.pk in self.said:
            made["ask"].disabled = True
        self.fields.update({f"{name}_{each.pk}": field for name, field in made.items()})

    @property
    def schools(self) -> list[SchoolPart]:
        """The lines of the schools, by name."""
        return [self._school(each) for each in self.members]

    def _school(self, each: Membership) -> SchoolPart:
        bound = {name: self[f"{name}_{each.pk}"] for name in PARTS}
        filled = any(bound[name].value() for name in ("gives", "gets", "kind", "pays", "pupils"))
        wrong = any(bound[name].errors for name in PARTS)
        return SchoolPart(each, each.pk in self.said, self.said.get(each.pk, ""), bool(filled or wrong), **bound)

    @property
    def general(self) -> list[BoundField]:
        """The fields that stand above the schools."""
        return [self[name] for name in self.fields if "_" not in name or not name.endswith(self._keys())]

    def _keys(self) -> tuple[str, ...]:
        return tuple(each.pk for each in self.members) or ("\0",)

    def clean_day(self) -> dt.date | None:
        """A new day lies ahead, and not so far that nobody can know."""
        day: dt.date | None = self.cleaned_data["day"]
        if day is None or (self.wanted is not None and day == self.wanted.terms.day):
            return day
        if day < clock.today():
            raise forms.ValidationError(_("That day has passed. Enter one from today on."))
        if day > clock.today() + dt.timedelta(days=1100):
            raise forms.ValidationError(_("That is more than three years away. Enter an earlier day."))
        return day

    def clean(self) -> dict[str, Any]:
        """Times run forwards."""
        cleaned = super().clean() or self.cleaned_data
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("It has to end after it starts."))
        if ends_at and not starts_at:
            self.add_error("starts_at", _("Enter when it starts as well."))
        return cleaned

    def result(self) -> Wanted:
        """What was asked for. Call only on a valid form."""
        cleaned = self.cleaned_data
        year, _dash, half_term = (cleaned["half_term"] or self.initial["half_term"]).partition("-")
        asked = [each.pk for each in self.members if cleaned[f"ask_{each.pk}"]]
        return Wanted(
            title=cleaned["title"],
            about=cleaned["about"],
            why_together=cleaned["why_together"],
            aim_id=cleaned.get("aim") or None,
            terms=consent.Terms(
                year=int(year),
                half_term=int(half_term),
                day=cleaned["day"],
                starts_at=cleaned["starts_at"],
                ends_at=cleaned["ends_at"],
                place=cleaned["place"],
                host_id=cleaned["host"] or None,
                pupils=cleaned["pupils"],
                year_groups=cleaned["year_groups"],
                cost_pence=_pence(cleaned["cost"]),
                cost_words=cleaned["cost_words"],
            ),
            owners=frozenset(each.pk for each in self.members if cleaned[f"owner_{each.pk}"]),
            shares={key: self._share(key) for key in asked},
        )

    def _share(self, key: str) -> consent.Share:
        cleaned = self.cleaned_data
        return consent.Share(
            gives=cleaned[f"gives_{key}"],
            gives_kind=cleaned[f"kind_{key}"],
            gets=cleaned[f"gets_{key}"] or cleaned["gets_all"],
            hours=cleaned[f"hours_{key}"] or Decimal(0),
            cost_pence=_pence(cleaned[f"pays_{key}"]),
            pupils=int(cleaned[f"pupils_{key}"]) if cleaned[f"pupils_{key}"] else None,
        )


def _pounds(pence: int) -> Decimal | None:
    return Decimal(pence) / 100 if pence else None


def _pence(pounds: Decimal | None) -> int:
    return int(pounds * 100) if pounds else 0


def _words(label: str, initial: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, required=False, initial=initial)


def _number(label: str, initial: Any, *, most: int, places: int) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-4"})
    wrong = _("Enter a number, like %(example)s.") % {"example": "1.5" if places else "12"}
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        decimal_places=places,
        initial=initial,
        widget=widget,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "max_decimal_places"), wrong),
    )


class AskForm(forms.Form):
    """The day, if it is still to be settled, and until when schools answer."""

    day = DayField(
        label=gettext_lazy("Day"),
        required=False,
        validators=[from_today(gettext_lazy("That day has passed. Enter one from today on."))],
        error_messages={"invalid": gettext_lazy("Enter the day like 3/12/2026.")},
    )
    answer_by = DayField(
        label=gettext_lazy("Please answer by"),
        error_messages={
            "invalid": gettext_lazy("Enter the day like 27/11/2026."),
            "required": gettext_lazy("Enter the day by which schools answer."),
        },
    )


class AddSchoolsForm(forms.Form):
    """Schools that were not invited so far, and what they would get."""

    schools = forms.MultipleChoiceField(
        label=gettext_lazy("Schools"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one school.")},
    )
    gives = forms.CharField(label=gettext_lazy("What it would give"), max_length=300, required=False)
    gets = forms.CharField(label=gettext_lazy("What it would get"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, offered: Sequence[Membership]) -> None:
        super().__init__(data)
        offer(self, "schools", [(each.pk, _named(each)) for each in offered])

    def shares(self) -> dict[str, consent.Share]:
        """The part of each ticked school."""
        share = consent.Share(gives=self.cleaned_data["gives"], gets=self.cleaned_data["gets"])
        return dict.fromkeys(self.cleaned_data["schools"], share)


def _named(each: Membership) -> str:
    guest = each.kind == MembershipKind.GUEST
    return _("%(school)s (guest)") % {"school": each.school.name} if guest else each.school.name


class PlanFilters(Filters):
    """The form above the list of a year."""

    state = forms.ChoiceField(
        label=gettext_lazy("How far"),
        required=False,
        choices=[("", gettext_lazy("All")), *((str(value), label) for value, label in ProposalState.choices)],
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of one state."""
        state = self.cleaned_data.get("state")
        return rows.filter(state=state) if state else rows
