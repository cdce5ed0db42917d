"""Needs: promises that wait for a yes or whose day has passed, and outside partners that no school looks after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import clock, words
from bothways.partnerships.models import Contact, Partnership, Promise, PromiseState
from bothways.partnerships.needs.need import Need, Owing, Why, owing
from bothways.partnerships.queries import belonging
from bothways.partnerships.queries import promises as sides
from bothways.partnerships.queries import sharing as reads
from bothways.rules import terms

PATIENCE = dt.timedelta(days=3)


def source(partnership: Partnership, today: dt.date) -> Iterable[Need]:
    """Four queries, however many promises there are, and fewer when the page has read them before."""
    leads = belonging.leads(partnership)
    standing = reads.standing(partnership, terms.academic_year(today).start)
    for found in (each for each in standing if each.state in reads.OPEN_PROMISES):
        found.partnership = partnership
        if found.external:
            belonging.with_memberships(partnership, [found.external], "owner")
        if found.state == PromiseState.SUGGESTED:
            yield from _waiting(found, leads, today)
        elif found.due_on is not None and found.due_on < today:
            yield _past(found)
    yield from _nobody_looks_after(partnership)


def link_for(school: Owing, by: Any) -> str:
    """A fresh link for the side that has not said yes; ``about_id`` is promise id:side."""
    promise_id, _colon, side = school.about_id.partition(":")
    return sides.link_for(reads.promise_behind_link(promise_id), side, by)


def _at(found: Promise) -> dict[str, str]:
    return {"slug": found.partnership.slug, "promise_id": found.pk}


def _waiting(found: Promise, leads: Mapping[str, Contact], today: dt.date) -> Iterator[Need]:
    side = sides.waits_for(found)
    school = sides.other_side(found, side)
    asked_on = found.made_at.astimezone(clock.LONDON).date()
    if school is None:
        return
    yield Need(
        key=f"promise:{found.pk}",
        why=Why.UNANSWERED,
        title=_("%(school)s has not said yes to ‘%(words)s’") % {"school": school.school.name, "words": found.words},
        text=_("%(giver)s would give it to %(receiver)s.") % _both(found),
        minutes=1,
        button=_("See the promise"),
        route="promise",
        args=_at(found),
        due_on=found.due_on,
        owed_by=(owing(school, leads.get(school.pk), f"{found.pk}:{side}"),),
        owed_to=found.receiver.school.name if side == sides.GIVER else reads.giver_name(found),
        for_run=today - asked_on >= PATIENCE,
        for_schools=frozenset({school.school_id}),
        nudge="sharing.nudge",
        nudge_context=sides.about(found, side),
    )


def _both(found: Promise) -> dict[str, str]:
    return {"giver": reads.giver_name(found), "receiver": found.receiver.school.name}


def _past(found: Promise) -> Need:
    schools = {found.receiver.school_id}
    if found.giver is not None:
        schools.add(found.giver.school_id)
    return Need(
        key=f"promise-past:{found.pk}",
        why=Why.DUE,
        title=_("Was it kept? ‘%(words)s’") % {"words": found.words},
        text=_("%(giver)s promised it to %(receiver)s") % _both(found) + f", {words.day(found.due_on)}.",
        minutes=1,
        button=_("Say if it was kept"),
        route="promise",
        args=_at(found),
        due_on=found.due_on,
        for_run=False,
        for_schools=frozenset(schools),
    )


def _nobody_looks_after(partnership: Partnership) -> Iterator[Need]:
    alone = list(partnership.external_partners.filter(owner=None, ended_on=None).values_list("name", flat=True))
    if alone:
        said = ngettext(
            "Nobody looks after the link to %(name)s", "Nobody looks after %(n)d outside partners", len(alone)
        )
        yield Need(
            key="outside:alone",
            why=Why.OUT_OF_DATE,
            title=said % {"name": alone[0], "n": len(alone)},
            text=_("Choose the school that knows them best."),
            minutes=2,
            button=_("Choose a school"),
            route="outside_partners",
            args={"slug": partnership.slug},
        )
