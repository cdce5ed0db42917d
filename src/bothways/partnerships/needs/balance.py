"""Needs: schools that have only received so far this year. Never a ranking: a question about what they could give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.partnerships.models import Partnership
from bothways.partnerships.needs.need import Need, Owing, Why, owing
from bothways.partnerships.queries import belonging, week
from bothways.rules import terms

ENOUGH = 3
"""How many schools must have given before anybody is called one-sided."""


def source(partnership: Partnership, today: dt.date) -> Iterable[Need]:
    """A need for whoever runs it, once enough has happened to tell. Nothing that the page has not read."""
    year = terms.academic_year(today).start
    giving = week.giving(partnership, year)
    if giving.counted < ENOUGH or not giving.only_gets:
        return
    leads = belonging.leads(partnership)
    only_get = (each for each in giving.members if each.school.name in giving.only_gets)
    yield Need(
        key=f"balance:{year}",
        why=Why.UNBALANCED,
        title=_title(giving.only_gets),
        text=_("Small schools often have things others need: a pond, trained staff, an hour, an audience."),
        minutes=2,
        button=_("Ask what they could give"),
        route="offers",
        args={"slug": partnership.slug},
        owed_by=tuple(owing(each, leads.get(each.pk)) for each in only_get),
        owed_to=partnership.name,
        nudge="needs.could_give",
        nudge_context={"partnership": partnership.name},
    )


def link_for(_school: Owing, _by: Any) -> str:
    """To the product's front door: saying what one could give is done signed in."""
    return f"{settings.BASE_URL}/"


def _title(schools: Sequence[str]) -> str:
    if len(schools) == 1:
        return _("%(school)s has only received so far") % {"school": schools[0]}
    if len(schools) == 2:
        return _("%(one)s and %(two)s have only received so far") % {"one": schools[0], "two": schools[1]}
    said = ngettext("%(n)d school has only received so far", "%(n)d schools have only received so far", len(schools))
    return said % {"n": len(schools)}
