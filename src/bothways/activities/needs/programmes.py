"""Needs: schools that have put nobody forward when nominations are about to close; a panel that has to decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities.models import Programme
from bothways.activities.queries import programmes as queries
from bothways.core import words
from bothways.partnerships.models import Contact, Membership, Partnership
from bothways.partnerships.needs.need import Need, Owing, Why, owing
from bothways.partnerships.queries import belonging

AHEAD = dt.timedelta(days=7)
"""From a week before nominations close, schools that have put nobody forward are named."""


def source(partnership: Partnership, today: dt.date) -> Iterable[Need]:
    """One query where no programme waits for anything, and a fixed number however many do."""
    found = queries.waiting(partnership, today, AHEAD)
    if not found:
        return
    members, leads = belonging.members(partnership, guests=False), belonging.leads(partnership)
    for waiting in found:
        if waiting.is_open:
            silent = [each for each in members if each.school_id not in waiting.nominated_by]
            yield from _silent(partnership, waiting.programme, silent, leads)
        elif waiting.nominated_by:
            yield _undecided(partnership, waiting)


def link_for(school: Owing, _by: Any) -> str:
    """To the school's own page of the programme; names stand behind a sign-in."""
    slug, _slash, programme_id = school.about_id.partition("/")
    return f"{settings.BASE_URL}{reverse('programme_ours', args=[slug, programme_id, school.membership_id])}"


def _silent(
    partnership: Partnership, found: Programme, silent: Sequence[Membership], leads: Mapping[str, Contact]
) -> Iterator[Need]:
    if not silent:
        return
    said = {"n": len(silent), "title": found.title}
    yield Need(
        key=f"programme.nominate:{found.pk}",
        why=Why.DUE,
        title=ngettext("%(n)s school has put nobody forward for ‘%(title)s’",
                       "%(n)s schools have put nobody forward for ‘%(title)s’", len(silent)) % said,
        text=_("Nominations close on %(day)s.") % {"day": words.day(found.closes_on)},
        minutes=10,
        button=_("See the programme"),
        route="programme",
        args={"slug": partnership.slug, "programme_id": found.pk},
        due_on=found.closes_on,
        owed_by=tuple(owing(each, leads.get(each.pk), f"{partnership.slug}/{found.pk}") for each in silent),
        owed_to=partnership.name,
        for_schools=frozenset(each.school_id for each in silent),
        nudge="programme.nominate",
        nudge_context={"programme": found.title, "partnership": partnership.name,
                       "closes": words.day(found.closes_on)},
    )  # fmt: skip


def _undecided(partnership: Partnership, waiting: queries.Waiting) -> Need:
    found = waiting.programme
    return Need(
        key=f"programme.panel:{found.pk}",
        why=Why.DUE,
        title=_("‘%(title)s’ waits for its panel") % {"title": found.title},
        text=_("Nominations have closed. The schools wait to hear who has a place."),
        minutes=20,
        button=_("Decide"),
        route="programme_panel",
        args={"slug": partnership.slug, "programme_id": found.pk},
        due_on=found.closes_on,
        for_schools=frozenset(each.school_id for each in found.owners.all()),
    )
