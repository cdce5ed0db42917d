"""Planning meetings: six for a year, one by itself, another day, calling off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import access, clock, words
from bothways.core.access import page
from bothways.core.errors import Invalid
from bothways.partnerships import policies
from bothways.partnerships.actions import meetings as actions
from bothways.partnerships.forms.meetings import CallOffForm, MeetingForm, RowForm, YearForm
from bothways.partnerships.queries import meetings as queries
from bothways.partnerships.queries import partnerships
from bothways.rules import terms
from bothways.rules.meetings import THURSDAY, Choice, Without
from bothways.schools.roles import Permission
from bothways.web.doing import saved
from bothways.web.partnership.here import partnership_here
from bothways.web.partnership.meetings.here import done, frame, meeting_here, shown, to


@dataclass(frozen=True)
class YearRow:
    """One half-term of the form: a day to edit, or why there is none."""

    name: str
    index: int
    form: RowForm | None
    note: str


@dataclass(frozen=True)
class Asked:
    """Which year, and which day of the week, the page is asked for."""

    year: int
    weekday: int
    this_year: int

    @property
    def days(self) -> list[tuple[int, str, bool]]:
        """Monday to Friday, and which is chosen."""
        return [(number, str(name), number == self.weekday) for number, name in WEEKDAYS.items() if number < 5]

    @property
    def day(self) -> str:
        """The name of the chosen weekday."""
        return str(WEEKDAYS[self.weekday])

    @property
    def other(self) -> int:
        """The other year that can be planned now."""
        return self.this_year + 1 if self.year == self.this_year else self.this_year


def _asked(request: HttpRequest, partnership: Any) -> Asked:
    this_year = queries.year_to_plan(partnership, clock.today())
    next_one = request.GET.get("year") == str(this_year + 1)
    weekday = request.GET.get("weekday", "")
    return Asked(this_year + next_one, int(weekday) if weekday in {*"01234"} else THURSDAY, this_year)


def _row(choice: Choice, data: Any, asked: Asked) -> YearRow:
    index, name = choice.half_term.index, choice.half_term.name
    span = {"first": words.date(choice.half_term.first), "last": words.date(choice.half_term.last)}
    notes = {
        Without.OVER: _("This half-term is over, so no meeting is planned for it."),
        Without.TAKEN: _("A meeting is planned already."),
        Without.CLOSED: _("No %(weekday)s is left on which all schools are open. Choose a day.")
        % {"weekday": asked.day},
        None: _("%(first)s to %(last)s") % span,
    }
    fixed = choice.without in {Without.OVER, Without.TAKEN}
    form = None if fixed else RowForm(data, prefix=f"row{index}", initial={"day": choice.day})
    if form:
        form.fields["day"].label = _("Day in %(half_term)s") % {"half_term": name}
    return YearRow(name, index, form, notes[choice.without])


def _slots(rows: Sequence[YearRow], form: YearForm) -> list[actions.Slot]:
    starts, ends = form.cleaned_data["starts_at"], form.cleaned_data["ends_at"]
    days = [(row.index, row.form.cleaned_data["day"]) for row in rows if row.form and row.form.cleaned_data["day"]]
    return [actions.Slot(index, actions.Times(day, starts, ends)) for index, day in days]


def _check_days(partnership: Any, rows: Sequence[YearRow], year: int) -> None:
    """Say at each row what speaks against its day; nothing typed is lost."""
    for row in rows:
        day = row.form.cleaned_data.get("day") if row.form else None
        if row.form is None or day is None:
            continue
        try:
            if day not in terms.AcademicYear(year):
                raise Invalid(_("That day is not in %(year)s.") % {"year": terms.AcademicYear(year)})
            actions.clashes(partnership, day)
        except Invalid as problem:
            row.form.add_error("day", problem.sentence)


@page(may=Permission.RUN_PARTNERSHIP)
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Six days to look over, change and keep: one press makes all of them."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_run(person, partnership))
    asked, data = _asked(request, partnership), request.POST or None
    year, form = asked.year, YearForm(data)
    found = queries.choices(partnership, year, clock.today(), weekday=asked.weekday)
    rows = [_row(choice, data, asked) for choice in found]
    row_forms = [row.form for row in rows if row.form]
    if request.method == "POST" and all([form.is_valid(), *(each.is_valid() for each in row_forms)]):
        _check_days(partnership, rows, year)
        if not any(each.errors for each in row_forms) and saved(
            request, form, lambda: _planned(person, partnership, year, rows, form)
        ):
            return to("meetings", slug)
    named = {"year": terms.AcademicYear(year), "other": terms.AcademicYear(asked.other), "asked": asked}
    context = {"form": form, "rows": rows, "row_forms": row_forms, **named}
    return shown(request, "plan", context, form, *row_forms)


def _planned(person: Any, partnership: Any, year: int, rows: Sequence[YearRow], form: YearForm) -> str:
    named = {"title": form.cleaned_data["title"], "place": form.cleaned_data["place"]}
    made = actions.plan_year(by=person, partnership=partnership, year=year, slots=_slots(rows, form), **named)
    if not made:
        return _("Nothing new was planned: each half-term has its meeting.")
    return ngettext("%(n)s meeting is planned.", "%(n)s meetings are planned.", len(made)) % {"n": len(made)}


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take away what was planned today, as far as nothing is attached to it."""
    person: Any = request.user
    partnership = partnership_here(request, slug)

    def deed() -> str:
        gone = actions.undo_plan(by=person, partnership=partnership)
        return ngettext("%(n)s new meeting removed.", "%(n)s new meetings removed.", gone) % {"n": gone}

    return done(request, deed, "meetings", slug)


def _schools(partnership: Any) -> list[tuple[str, str]]:
    return [(each.pk, each.school.name) for each in partnerships.members(partnership)]


def _host(partnership: Any, membership_id: str) -> Any:
    members = {each.pk: each.school for each in partnerships.members(partnership)}
    return members.get(membership_id)


def _times(form: MeetingForm) -> actions.Times:
    found = form.cleaned_data
    return actions.Times(found["day"], found["starts_at"], found["ends_at"])


def _what(form: MeetingForm, partnership: Any) -> dict[str, Any]:
    found = form.cleaned_data
    return {"title": found["title"], "place": found["place"], "host": _host(partnership, found["host"])}


@page(may=Permission.RUN_PARTNERSHIP)
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting by itself."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_run(person, partnership))
    form = MeetingForm(request.POST or None, schools=_schools(partnership))

    def deed() -> str:
        closed = actions.clashes(partnership, form.cleaned_data["day"])
        actions.add(by=person, partnership=partnership, times=_times(form), **_what(form, partnership))
        return " ".join(filter(None, (_("The meeting is planned."), closed)))

    if request.method == "POST" and form.is_valid() and saved(request, form, deed):
        return to("meetings", slug)
    return shown(request, "add", {"form": form}, form)


def _as_it_is(meeting: queries.MeetingRow) -> dict[str, Any]:
    host = next(
        (each.pk for each in partnerships.members(meeting.partnership) if each.school_id == meeting.host_id), ""
    )
    times: dict[str, dt.date | dt.time] = {
        "day": meeting.day,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
    }
    return {"title": meeting.title, "place": meeting.place, "host": host, **times}


@page(may=Permission.RUN_PARTNERSHIP)
def move(request: HttpRequest, slug: str, meeting_id: str) -> HttpResponse:
    """Change day, time or place. Says before and after who is asked again."""
    person: Any = request.user
    meeting = meeting_here(request, slug, meeting_id)
    access.demand(policies.may_run(person, meeting.partnership))
    form = MeetingForm(request.POST or None, schools=_schools(meeting.partnership), initial=_as_it_is(meeting))

    def deed() -> str:
        closed = actions.clashes(meeting.partnership, form.cleaned_data["day"])
        asked = actions.move(by=person, meeting=meeting, times=_times(form), **_what(form, meeting.partnership))
        again = ngettext("%(n)s school is asked again.", "%(n)s schools are asked again.", asked) % {"n": asked}
        return " ".join(filter(None, (_("The meeting is changed."), again if asked else "", closed)))

    if request.method == "POST" and form.is_valid() and saved(request, form, deed):
        return to("meeting", slug, meeting.pk)
    return shown(request, "move", {"form": form, **frame(request, meeting, "meeting")}, form)


@page(may=Permission.RUN_PARTNERSHIP)
def call_off(request: HttpRequest, slug: str, meeting_id: str) -> HttpResponse:
    """Ask why, then call it off and tell every school that was asked."""
    person: Any = request.user
    meeting = meeting_here(request, slug, meeting_id)
    access.demand(policies.may_run(person, meeting.partnership))
    form = CallOffForm(request.POST or None)

    def deed() -> str:
        told = actions.call_off(by=person, meeting=meeting, why=form.cleaned_data["why"])
        return ngettext("Called off. %(n)s school is told.", "Called off. %(n)s schools are told.", told) % {"n": told}

    if request.method == "POST" and form.is_valid() and saved(request, form, deed):
        return to("meetings", slug)
    return shown(request, "call_off", {"form": form, **frame(request, meeting, "meeting")}, form)
