"""Reads of the register: one school with what came before and after it, and the list people browse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from bothways.core.errors import NotFound
from bothways.schools.folding import words
from bothways.schools.models import LinkKind, Scheme, School, SchoolLink, Status
from bothways.schools.queries.search import OPEN, fitting

_HOPS = 50  # chains are four long; a file may hold any


@dataclass(frozen=True)
class Relative:
    """A school before, after or beside another. ``school`` is None when the register does not hold it."""

    urn: str
    name: str
    words: str
    dated_on: dt.date | None
    school: School | None


@dataclass(frozen=True)
class SchoolPage:
    """All that the page of one school shows."""

    school: School
    predecessors: list[Relative]
    successors: list[Relative]
    others: list[Relative]
    current: list[School]


def school_page(identifier: str) -> SchoolPage:
    """One school by its number. Raises NotFound."""
    school = by_identifier(identifier)
    relatives = _relatives(school.identifier) if school.scheme == Scheme.URN else {}
    return SchoolPage(
        school,
        predecessors=relatives.get(LinkKind.PREDECESSOR, []),
        successors=relatives.get(LinkKind.SUCCESSOR, []),
        others=relatives.get(LinkKind.OTHER, []),
        current=[] if school.is_open else current_schools(school.identifier),
    )


def by_identifier(identifier: str) -> School:
    """The school with a number; of two with the same number in different lists, the national one. Raises NotFound."""
    found = sorted(School.objects.filter(identifier=identifier), key=lambda each: each.scheme != Scheme.URN)
    if not found:
        raise NotFound
    return found[0]


def current_schools(urn: str) -> list[School]:
    """The open schools that a number leads to, by way of its successors. Ends however the links run in circles."""
    seen, edge, found = {urn}, {urn}, []
    for _hop in range(_HOPS):
        schools = School.objects.filter(scheme=Scheme.URN, identifier__in=edge, status__in=OPEN)
        found += list(schools)
        edge = _successors(edge - {school.identifier for school in schools}) - seen
        if not edge:
            break
        seen |= edge
    return found


def current_school(urn: str) -> School | None:
    """The open school that a number stands for today; None when there is none, or when it became several."""
    found = current_schools(urn)
    return found[0] if len(found) == 1 else None


def dangling_links() -> QuerySet[SchoolLink]:
    """Links to or from schools that the register does not hold."""
    here = School.objects.filter(scheme=Scheme.URN, identifier=OuterRef("urn"))
    there = School.objects.filter(scheme=Scheme.URN, identifier=OuterRef("other_urn"))
    return SchoolLink.objects.exclude(Exists(here), Exists(there)).order_by("urn", "other_urn")


STATUS_FILTERS = (
    ("", _("Open first")),
    ("open", _("Open")),
    ("proposed", _("Proposed to open")),
    ("closed", _("Closed")),
)


def everything() -> QuerySet[School]:
    """Every school, open ones first."""
    return in_order(School.objects.all())


def narrowed(
    schools: QuerySet[School], *, text: str = "", status: str = "", phase: str = "", sector: str = "", council: str = ""
) -> QuerySet[School]:
    """Those that fit every filter given, in the order of `in_order`."""
    found = in_order(schools.filter(fitting(text)), text)
    if status:
        found = found.filter(status__in=OPEN if status == "open" else [status])
    if phase:
        found = found.filter(phase=phase)
    if sector:
        found = found.filter(sector="" if sector == "unknown" else sector)
    if council:
        found = found.filter(local_authority=council)
    return found


def in_order(schools: QuerySet[School], text: str = "") -> QuerySet[School]:
    """Open schools first; of these, names that begin as typed. ``standing`` is what a list sorts by."""
    begins = f" {' '.join(words(text))}" if text.strip() else " "
    return schools.annotate(
        standing=Case(
            When(status__in=OPEN, search_text__startswith=begins, then=0),
            When(status__in=OPEN, then=1),
            When(status=Status.PROPOSED, then=2),
            default=3,
            output_field=IntegerField(),
        )
    )


def choices(field: str) -> list[str]:
    """The values a filter offers, as the register writes them."""
    return list(School.objects.exclude(**{field: ""}).order_by(field).values_list(field, flat=True).distinct())


def likely_same(name: str, town: str, postcode: str) -> list[School]:
    """Schools that may be the one a person is about to add: the same postcode, or the same name in the same town."""
    close = Q(town__iexact=town.strip()) | Q(town="") if town.strip() else Q()
    found = list(School.objects.filter(close, fitting(name))[:5])
    if postcode:
        found += School.objects.filter(postcode=postcode).exclude(pk__in=[each.pk for each in found])[:5]
    return found


def _successors(urns: Iterable[str]) -> set[str]:
    """Who came straight after any of these, said from either side."""
    after = SchoolLink.objects.filter(urn__in=urns, kind=LinkKind.SUCCESSOR).values_list("other_urn", flat=True)
    before = SchoolLink.objects.filter(other_urn__in=urns, kind=LinkKind.PREDECESSOR).values_list("urn", flat=True)
    return {*after, *before}


def _relatives(urn: str) -> dict[str, list[Relative]]:
    """By kind. A link said from both sides is one relative."""
    turned = {LinkKind.SUCCESSOR: LinkKind.PREDECESSOR, LinkKind.PREDECESSOR: LinkKind.SUCCESSOR}
    found: dict[tuple[str, str], SchoolLink] = {}
    for link in SchoolLink.objects.filter(Q(urn=urn) | Q(other_urn=urn)).order_by("dated_on", "urn"):
        mine = link.urn == urn
        kind = link.kind if mine else turned.get(LinkKind(link.kind), LinkKind.OTHER)
        key = (kind, link.other_urn if mine else link.urn)
        found[key] = link if mine else found.get(key, link)
    schools = {s.identifier: s for s in School.objects.filter(scheme=Scheme.URN, identifier__in=[u for _k, u in found])}
    by_kind: dict[str, list[Relative]] = {}
    for (kind, other), link in found.items():
        by_kind.setdefault(kind, []).append(_relative(other, link, schools.get(other)))
    return by_kind


def _relative(urn: str, link: SchoolLink, school: School | None) -> Relative:
    name = school.name if school else (link.other_name if link.other_urn == urn else urn)
    return Relative(urn, name, link.words, link.dated_on, school)


def status_words(status: str) -> str:
    """The status as people read it."""
    return str(Status(status).label)
