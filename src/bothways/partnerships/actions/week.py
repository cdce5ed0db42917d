"""The coordinator's week by mail: Thursday at seven, in term, and only when something needs them."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _

from bothways.core import audit, clock, outbox
from bothways.core.actions import action
from bothways.partnerships.models import Partnership
from bothways.partnerships.needs import found as needs
from bothways.partnerships.needs.found import Found
from bothways.partnerships.queries import calendars, forming
from bothways.rules import terms
from bothways.schools.models import Person

THURSDAY = 3
KIND = "needs.week"


def send_due() -> str:
    """Timed, each morning: on Thursdays in term it writes."""
    today = clock.today()
    return f"{weekly_letters(by=None, today=today) if today.weekday() == THURSDAY else 0} letters"


@action
def weekly_letters(*, by: Person | None, today: dt.date) -> int:
    """One letter a week to each person who runs a partnership that has something for them."""
    sent = sum(_write(partnership, today) for partnership in Partnership.unscoped.filter(ended_on=None))
    audit.record(by=by, verb="weekly letters written", letters=sent)
    return sent


def _write(partnership: Partnership, today: dt.date) -> int:
    year = terms.academic_year(today).start
    if terms.half_term_of(today, calendars.half_terms(partnership, year)) is None:
        return 0
    sent = 0
    for role in forming.coordinators(partnership):
        found = needs.found_for(partnership, role.person, today)
        if not found.first:
            continue
        week = f"{today:%G-%V}"
        put = outbox.put(
            KIND,
            to=role.person.email,
            campaign=f"week:{partnership.pk}:{week}",
            about_id=partnership.pk,
            context={
                "partnership": partnership.name,
                "heading": _heading(found),
                "minutes": str(found.minutes),
                "things": [{"title": each.title, "text": each.text} for each in found.first],
                "link": f"{settings.BASE_URL}/w/{partnership.slug}/",
            },
        )
        sent += put is not None
    return sent


def _heading(found: Found) -> str:
    """How many, in words."""
    said = {1: _("one thing needs you this week"), 2: _("two things need you this week")}
    return said.get(len(found.first), _("three things need you this week"))
