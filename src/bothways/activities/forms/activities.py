"""Shapes of input about an event. Forms check shape only; actions save."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.activities import kinds
from bothways.activities.kinds import outcomes
from bothways.activities.models import Activity, ActivityState
from bothways.activities.queries import setting_up
from bothways.activities.queries.setting_up import Details, School, Terms, Wanted
from bothways.core import clock
from bothways.core.forms import DayField, TimeField, from_today, offer
from bothways.core.lists import Filters
from bothways.partnerships.models import Membership, MembershipKind, Partnership, Proposal
from bothways.rules import terms as school_terms

MOST_PLACES = 100_000
MOST_DAYS = 60
_PASSED = gettext_lazy("That day has passed. Enter one from today on.")
_FIELDS_OF_TERMS = ("day", "ends_on", "starts_at", "ends_at", "host", "place", "places", "year_groups")


def words(label: Any, most: int, *, required: bool = False, **more: Any) -> forms.CharField:
    """A line of text."""
    return forms.CharField(label=label, max_length=most, required=required, **more)


def number(label: Any, *, most: int = MOST_PLACES, **more: Any) -> forms.IntegerField:
    """A whole number; nothing is 0."""
    wrong = gettext_lazy("Enter a number, like 12.")
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
        **more,
    )


class TermsFields(forms.Form):
    """When, where, at whose place and for how many."""

    day = DayField(label=gettext_lazy("Day"))
    ends_on = DayField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Only where it lasts longer than a day.")
    )
    starts_at = TimeField(label=gettext_lazy("Starts at"), required=False)
    ends_at = TimeField(label=gettext_lazy("Ends at"), required=False)
    host = forms.ChoiceField(label=gettext_lazy("Which school hosts it"), required=False)
    place = words(
        gettext_lazy("Place"), 200, help_text=gettext_lazy("A room at the host, or somewhere else altogether.")
    )
    places = number(gettext_lazy("Places for pupils"))
    year_groups = words(gettext_lazy("Year groups"), 80)

    def clean(self) -> dict[str, Any]:
        """Days and times run forwards."""
        cleaned = super().clean() or self.cleaned_data
        day, ends_on = cleaned.get("day"), cleaned.get("ends_on")
        if day and ends_on and not day <= ends_on <= day + dt.timedelta(days=MOST_DAYS):
            self.add_error("ends_on", _("The last day comes after the first, within two months."))
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("It has to end after it starts."))
        if ends_at and not starts_at:
            self.add_error("starts_at", _("Enter when it starts as well."))
        return cleaned

    def terms(self) -> Terms:
        """What was asked for. Call only on a valid form."""
        given = self.cleaned_data
        return Terms(
            day=given["day"],
            ends_on=given["ends_on"] or given["day"],
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            host_id=given["host"] or None,
            place=given["place"],
            places=given["places"] or 0,
            year_groups=given["year_groups"],
        )


def _hosts(form: forms.Form, schools: Sequence[Any], name: str = "host") -> None:
    none = _("None of them, or not settled")
    offer(form, name, [("", none), *[(each.pk, each.name) for each in schools]])


class FromProposalForm(forms.Form):
    """What a proposal does not say: the kind of event, its day where that is open, and training places."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of event is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what kind of event it is.")},
    )
    day = DayField(label=gettext_lazy("Day"), validators=[from_today(_PASSED)])
    training_places = number(
        gettext_lazy("Training places for adults"), help_text=gettext_lazy("Leave it empty if there is no training.")
    )

    def __init__(self, data: Any = None, *, proposal: Proposal) -> None:
        super().__init__(data, initial={"kind": guessed(proposal.title)})
        self.proposal = proposal
        offer(self, "kind", kinds.choices())
        if proposal.day is not None:
            del self.fields["day"]

    def wanted(self) -> Wanted:
        """The event of the proposal. Call only on a valid form."""
        given = self.cleaned_data
        made = setting_up.wanted_of(self.proposal, given["kind"], given.get("day") or clock.today())
        details = {**made.details.__dict__, "training_places": given["training_places"] or 0}
        return Wanted(made.terms, Details(**details), made.schools)


_GUESSES = (
    ("conference", "conference"),
    ("omec", "conference"),
    ("singing", "singing"),
    ("perform", "singing"),
    ("festival", "festival"),
    ("masterclass", "masterclass"),
    ("ambassador", "ambassadors"),
    ("technician", "technicians"),
    ("transition", "transition"),
    ("training", "cpd"),
    ("challenge", "challenge"),
    ("online", "online"),
    ("visit", "workshop"),
    ("workshop", "workshop"),
)


def guessed(title: str) -> str:
    """The kind that a title suggests; empty where it suggests none. Only ticked beforehand, never decided."""
    said = title.casefold()
    return next((kind for word, kind in _GUESSES if word in said), "")


class BlankForm(TermsFields):
    """An event that no proposal stands behind: its kind, its terms, and which schools own it and take part."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of event is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what kind of event it is.")},
    )
    title = words(
        gettext_lazy("What it is called"),
        160,
        required=True,
        error_messages={"required": gettext_lazy("Say what it is called.")},
    )
    why_together = words(gettext_lazy("Why it needs more than one school"), 500)
    training_places = number(gettext_lazy("Training places for adults"))
    owners = forms.MultipleChoiceField(
        label=gettext_lazy("Which schools own it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick the schools that own it.")},
    )
    schools = forms.MultipleChoiceField(
        label=gettext_lazy("Which others take part"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("A school that owns it takes part as well."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        partnership: Partnership,
        members: Sequence[Membership],
        own: Sequence[Membership] = (),
    ) -> None:
        mine = [each.pk for each in own if each.kind != MembershipKind.GUEST]
        super().__init__(data, initial={"owners": mine})
        self.members = {each.pk: each for each in members}
        self.fields["day"].validators.append(from_today(_PASSED))
        offer(self, "kind", kinds.choices())
        _hosts(self, [each.school for each in members])
        offer(self, "schools", [(each.pk, each.school.name) for each in members])
        owning = [each for each in members if each.kind != MembershipKind.GUEST]
        offer(self, "owners", [(each.pk, each.school.name) for each in owning])
        self.partnership = partnership

    def wanted(self) -> Wanted:
        """The event. Call only on a valid form."""
        given = self.cleaned_data
        kind = kinds.by_key(given["kind"])
        details = Details(
            kind=kind.key,
            title=given["title"],
            why_together=given["why_together"],
            by_name=kind.needs.by_name,
            training_places=given["training_places"] or 0,
            outcomes=tuple(kind.outcomes),
        )
        owners = set(given["owners"])
        coming = [self.members[key] for key in self.members if key in owners | set(given["schools"])]
        return Wanted(self.terms(), details, [School(each, each.pk in owners) for each in coming])


class DetailsForm(TermsFields):
    """Everything an event says. Its terms are not asked for where a proposal holds them."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    title = words(
        gettext_lazy("What it is called"),
        160,
        required=True,
        error_messages={"required": gettext_lazy("Say what it is called.")},
    )
    about = words(gettext_lazy("What we do"), 4000, widget=forms.Textarea(attrs={"rows": 3}))
    why_together = words(gettext_lazy("Why it needs more than one school"), 500)
    by_name = forms.BooleanField(
        label=gettext_lazy("Pupils come by name"),
        required=False,
        help_text=gettext_lazy("Without it schools book numbers only, and no child is named."),
    )
    training_places = number(gettext_lazy("Training places for adults"))
    guests_from = DayField(
        label=gettext_lazy("Guests may book from"),
        required=False,
        help_text=gettext_lazy("Schools outside the partnership take what is left from this day on."),
    )
    names_by = DayField(label=gettext_lazy("Names are in by"), required=False)
    outcomes = forms.MultipleChoiceField(
        label=gettext_lazy("What pupils take home"), required=False, widget=forms.CheckboxSelectMultiple
    )
    problem = forms.ChoiceField(label=gettext_lazy("Problem of the real world"), required=False)
    transition = forms.ChoiceField(label=gettext_lazy("From which year to which"), required=False)
    from_school = forms.ChoiceField(label=gettext_lazy("From which school"), required=False)
    to_school = forms.ChoiceField(label=gettext_lazy("To which school"), required=False)
    series = words(
        gettext_lazy("Part of a series"),
        160,
        help_text=gettext_lazy("Such as “Maths conference”. Events of one name are counted together."),
    )
    safeguarding_name = words(gettext_lazy("The host’s safeguarding lead"), 120)
    safeguarding_phone = words(
        gettext_lazy("Their phone on the day"),
        40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "class": "govuk-input--width-10"}),
    )
    arrival = words(
        gettext_lazy("Arriving"), 500, help_text=gettext_lazy("Where coaches stop, which door, what to bring.")
    )

    def __init__(self, data: Any = None, *, activity: Activity, schools: Sequence[Any]) -> None:
        self.activity = activity
        super().__init__(data, initial=self._standing(activity))
        offer(self, "kind", kinds.choices())
        offer(self, "outcomes", [(each.key, each.name) for each in outcomes.OUTCOMES])
        offer(self, "problem", [("", _("None in particular")), *outcomes.PROBLEMS.items()])
        offer(self, "transition", [("", _("Not a transition")), *outcomes.TRANSITIONS.items()])
        for name in ("host", "from_school", "to_school"):
            _hosts(self, schools, name)
        if activity.proposal_id is not None:
            for name in _FIELDS_OF_TERMS:
                del self.fields[name]
        if not kinds.kind_of(activity).transition and not activity.transition:
            for name in ("transition", "from_school", "to_school"):
                del self.fields[name]

    def _standing(self, activity: Activity) -> dict[str, Any]:
        names = (*self.base_fields, "host", "from_school", "to_school")
        plain = {name: getattr(activity, name) for name in names if not name.endswith("host") and "_school" not in name}
        schools = {name: getattr(activity, f"{name}_id") or "" for name in ("host", "from_school", "to_school")}
        return {**plain, **schools, "series": activity.series.name if activity.series else ""}

    def details(self) -> Details:
        """What was asked for. Call only on a valid form."""
        given = self.cleaned_data
        return Details(
            kind=given["kind"],
            title=given["title"],
            about=given["about"],
            why_together=given["why_together"],
            by_name=given["by_name"],
            training_places=given["training_places"] or 0,
            guests_from=given["guests_from"],
            names_by=given["names_by"],
            outcomes=tuple(given["outcomes"]),
            problem=given["problem"],
            transition=given.get("transition", ""),
            from_school_id=given.get("from_school") or None,
            to_school_id=given.get("to_school") or None,
            safeguarding_name=given["safeguarding_name"],
            safeguarding_phone=given["safeguarding_phone"],
            arrival=given["arrival"],
            series=" ".join(given["series"].split()),
        )

    def own_terms(self) -> Terms | None:
        """Its terms, where it holds them itself."""
        return None if self.activity.proposal_id is not None else self.terms()


class AgainForm(forms.Form):
    """The day of the copy."""

    day = DayField(label=gettext_lazy("Day"), validators=[from_today(_PASSED)])


class RiskForm(forms.Form):
    """A risk assessment that a school keeps: where it is, which version, who reviewed it and when."""

    title = words(
        gettext_lazy("What it covers"),
        160,
        required=True,
        error_messages={"required": gettext_lazy("Say what it covers.")},
    )
    link = forms.URLField(
        label=gettext_lazy("Link"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Where the school keeps it. The file itself is never held here."),
        error_messages={"invalid": gettext_lazy("Enter a whole address, like https://school.example/risk.")},
    )
    version = words(gettext_lazy("Version"), 20)
    reviewer = words(gettext_lazy("Reviewed by"), 120)
    reviewed_on = DayField(label=gettext_lazy("Reviewed on"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Which school keeps it"), required=False)

    def __init__(self, data: Any = None, *, schools: Sequence[Any], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        _hosts(self, schools, "owner")

    def clean_link(self) -> str:
        """Only addresses that open in a browser without doing anything."""
        link: str = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Enter a whole address, like https://school.example/risk."))
        return link


class VisitorForm(forms.Form):
    """Somebody from outside: that their check was seen, when and by whom. Never what it says."""

    name = words(
        gettext_lazy("Name"), 120, required=True, error_messages={"required": gettext_lazy("Enter who comes.")}
    )
    organisation = words(gettext_lazy("From where"), 120)
    check_level = words(
        gettext_lazy("Which check was seen"),
        40,
        help_text=gettext_lazy("Such as “enhanced”. Never a number or a copy of a certificate."),
    )
    seen_on = DayField(label=gettext_lazy("Seen on"), required=False)
    seen_by = words(gettext_lazy("Seen by"), 120)
    next_on = DayField(label=gettext_lazy("To be seen again on"), required=False)


class ActivityFilters(Filters):
    """The form above the list of a partnership's events."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("How far"),
        required=False,
        choices=[("", gettext_lazy("All")), *((str(value), label) for value, label in ActivityState.choices)],
    )
    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "kind", [("", _("All")), *kinds.choices()])
        now = school_terms.academic_year(clock.today()).start
        years = [(str(year), str(school_terms.AcademicYear(year))) for year in range(now + 1, now - 10, -1)]
        offer(self, "year", [("", _("All")), *years])

    def narrow(self, rows: Any) -> Any:
        """Those of one kind, one state and one academic year."""
        asked = self.cleaned_data
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        if asked.get("state"):
            rows = rows.filter(state=asked["state"])
        if asked.get("year"):
            span = school_terms.AcademicYear(int(asked["year"]))
            rows = rows.filter(day__range=(span.first, span.last))
        return rows
