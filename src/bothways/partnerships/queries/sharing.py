"""What could be given, what is needed, what might fit, and what was promised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import access
from bothways.core.errors import NotFound
from bothways.partnerships.models import (
    Contribution,
    Direction,
    ExternalPartner,
    MembershipState,
    Offer,
    Partnership,
    Promise,
    PromiseState,
)
from bothways.partnerships.queries import belonging
from bothways.partnerships.queries.once import once
from bothways.partnerships.queries.plan_words import money
from bothways.rules import fitting, terms
from bothways.schools.models import Person

OfferRow: TypeAlias = Offer
PromiseRow: TypeAlias = Promise
ExternalRow: TypeAlias = ExternalPartner
OPEN_PROMISES = (PromiseState.SUGGESTED, PromiseState.PROMISED)


@dataclass(frozen=True)
class Match:
    """An offer that might meet a need, and why, in a sentence."""

    offer: Offer
    need: Offer
    why: str


@dataclass(frozen=True)
class What:
    """An offer or a need, as it is told. Ages in years, cost in pence, notice in days."""

    direction: str
    kind: str
    title: str
    about: str = ""
    who: str = ""
    low_age: int | None = None
    high_age: int | None = None
    cost_pence: int = 0
    lead_days: int = 0
    until_day: dt.date | None = None

    @property
    def values(self) -> Any:
        """Field by field."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


def standing(partnership: Partnership, year: int) -> Sequence[Promise]:
    """Promises that wait for something, and those kept in an academic year: one query, once for a page."""
    return once(partnership, f"promises {year}", lambda: _standing(partnership, year))


def _standing(partnership: Partnership, year: int) -> Sequence[Promise]:
    span = terms.AcademicYear(year)
    kept = Q(state=PromiseState.KEPT, due_on__gte=span.first, due_on__lte=span.last)
    rows = partnership.promises.filter(Q(state__in=OPEN_PROMISES) | kept).select_related("external")
    return belonging.with_memberships(partnership, rows, "giver", "receiver")


def open_offers(partnership: Partnership, *, by: Person, today: dt.date) -> QuerySet[Offer]:
    """Offers and needs that stand, newest first, each with its school or outside partner: one query."""
    rows: QuerySet[Offer] = Offer.objects.for_(by).filter(partnership=partnership, closed_on=None)
    rows = rows.filter(Q(until_day=None) | Q(until_day__gte=today))
    belongs = Q(membership=None) | Q(membership__state=MembershipState.YES)
    live = Q(external=None) | Q(external__ended_on=None)
    return rows.filter(belongs & live).select_related("membership__school", "external__owner__school")


def found_offers(rows: QuerySet[Offer], *, words: str, kind: str, age: int | None = None) -> Sequence[Offer]:
    """Those of a kind that hold every word and suit an age. One that names no ages suits every age."""
    if kind in Contribution.values:
        rows = rows.filter(kind=kind)
    if age is not None:
        young, old = Q(low_age=None) | Q(low_age__lte=age), Q(high_age=None) | Q(high_age__gte=age)
        rows = rows.filter(young & old)
    for word in words.split()[:6]:
        rows = rows.filter(Q(title__icontains=word) | Q(about__icontains=word) | Q(who__icontains=word))
    return tuple(rows)


def matches(rows: Sequence[Offer]) -> Sequence[Match]:
    """Pairs that people might look at. They are suggestions: nothing happens until both say yes."""
    by_key = {row.pk: row for row in rows}
    offers = [_thing(row) for row in rows if row.direction == Direction.OFFER]
    needs = [_thing(row) for row in rows if row.direction == Direction.REQUEST]
    return tuple(Match(by_key[fit.offer], by_key[fit.need], _why(fit)) for fit in fitting.fits(offers, needs))


def _thing(row: Offer) -> fitting.Thing:
    whose = row.membership_id or row.external_id or ""
    ages = (row.low_age, row.high_age)
    return fitting.Thing(row.pk, whose, row.kind, f"{row.title} {row.about}", ages, row.from_day, row.until_day)


def _why(fit: fitting.Fit) -> str:
    if fit.words and fit.same_kind:
        return _("The same kind of help, and both speak of %(words)s.") % {"words": ", ".join(fit.words)}
    if fit.words:
        return _("Both speak of %(words)s.") % {"words": ", ".join(fit.words)}
    return _("The same kind of help.")


def facts(row: Offer) -> str:
    """Ages, cost and lead time in a line."""
    said = []
    if row.low_age is not None or row.high_age is not None:
        said.append(_ages(row.low_age, row.high_age))
    if row.cost_pence:
        said.append(money(row.cost_pence))
    if row.lead_days:
        notice = ngettext("%(n)d day’s notice", "%(n)d days’ notice", row.lead_days)
        said.append(notice % {"n": row.lead_days})
    return ", ".join(said)


def _ages(low: int | None, high: int | None) -> str:
    if low is None:
        return _("up to age %(high)s") % {"high": high}
    if high is None:
        return _("from age %(low)s") % {"low": low}
    return _("ages %(low)s to %(high)s") % {"low": low, "high": high}


def offer(offer_id: str, *, by: Person, partnership: Partnership) -> Offer:
    """One offer or need. NotFound otherwise."""
    rows = Offer.objects.for_(by).filter(partnership=partnership)
    rows = rows.select_related("membership__school", "external__owner__school", "partnership")
    return access.get(Offer, offer_id, by=by, using=rows)


def promises(partnership: Partnership, *, by: Person) -> Sequence[Promise]:
    """All of them: those that wait, then what is promised by day, then what is settled."""
    order = {PromiseState.SUGGESTED: 0, PromiseState.PROMISED: 1}
    rows = _promises(Promise.objects.for_(by).filter(partnership=partnership))
    return sorted(rows, key=lambda each: (order.get(PromiseState(each.state), 2), each.due_on or dt.date.max))


def _promises(rows: QuerySet[Promise]) -> QuerySet[Promise]:
    return rows.select_related("giver__school", "receiver__school", "external__owner__school", "partnership", "offer")


def promise(promise_id: str, *, by: Person, partnership: Partnership) -> Promise:
    """One promise. NotFound otherwise."""
    rows = _promises(Promise.objects.for_(by).filter(partnership=partnership))
    return access.get(Promise, promise_id, by=by, using=rows)


def promise_behind_link(promise_id: str) -> Promise:
    """The promise that a live link is about. NotFound when it is gone."""
    found = _promises(Promise.unscoped.all()).filter(pk=promise_id).first()
    if found is None:
        raise NotFound
    return found


def giver_name(row: Promise) -> str:
    """Who gives: a school or an outside partner."""
    if row.giver is not None:
        return row.giver.school.name
    return row.external.name if row.external is not None else _("Somebody outside")


def outside(partnership: Partnership, *, by: Person) -> Sequence[ExternalPartner]:
    """Outside partners with their offers, their school, and how often they helped (``used``): two queries."""
    rows = ExternalPartner.objects.for_(by).filter(partnership=partnership, ended_on=None)
    helped = Count("promises", filter=Q(promises__state__in=[PromiseState.PROMISED, PromiseState.KEPT]), distinct=True)
    rows = rows.annotate(used=helped).select_related("owner__school", "owner__partnership")
    return tuple(rows.prefetch_related("offers"))


def external(external_id: str, *, by: Person, partnership: Partnership) -> ExternalPartner:
    """One outside partner. NotFound otherwise."""
    rows = ExternalPartner.objects.for_(by).filter(partnership=partnership)
    rows = rows.select_related("owner__school", "owner__partnership", "partnership")
    return access.get(ExternalPartner, external_id, by=by, using=rows)


def kinds() -> Mapping[str, str]:
    """Kinds of giving, for a filter."""
    return {value: str(label) for value, label in Contribution.choices}
