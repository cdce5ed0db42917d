"""The pack for whoever takes over, and the charter, both for paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from bothways.core import words
from bothways.core.exports import Cell
from bothways.core.pdf import Block, Bullets, Document, Fact, Facts, Heading, Paragraph, Table
from bothways.partnerships.models import MembershipState, Partnership, ProposalState
from bothways.partnerships.queries import forming, pack_tables
from bothways.rules import terms


def pack(partnership: Partnership, today: dt.date, needs: Sequence[str]) -> Document:
    """Contacts, dates, promises, open actions, calendars, and ``needs``: sentences on what waits for somebody."""
    blocks: list[Block] = [_facts(partnership), *_aims_and_charter(partnership)]
    for title, table in _chapters(partnership, today):
        blocks += [Heading(title), table if table.rows else Paragraph(_("Nothing at the moment."))]
    blocks += [Heading(_("What waits for somebody"))]
    blocks += [Bullets(tuple(needs)) if needs else Paragraph(_("Nothing at the moment."))]
    return Document(
        title=_("Handing over %(name)s") % {"name": partnership.name},
        lede=_(
            "What the next coordinator needs. It names people, so keep it safe and shred it when it is out of date."
        ),
        blocks=tuple(blocks),
        foot=f"{partnership.name}, {words.date(today)}",
        landscape=True,
    )


def charter(partnership: Partnership, today: dt.date) -> Document:
    """The charter, with what each school brings and expects side by side."""
    members = partnership.memberships.filter(state=MembershipState.YES).select_related("school")
    rows = [
        (each.brings or "–", each.school.name, each.expects or "–") for each in members.order_by("school__search_text")
    ]
    return Document(
        title=_("Charter of %(name)s") % {"name": partnership.name},
        lede=facts_line(partnership),
        blocks=(
            *_aims_and_charter(partnership),
            Heading(_("What each school brings and expects")),
            _table((_("Brings"), _("School"), _("Expects")), rows),
        ),
        foot=f"{partnership.name}, {words.date(today)}",
    )


def facts_line(partnership: Partnership) -> str:
    """Kind, area and since when, in one line."""
    since = _("since %(year)s") % {"year": terms.AcademicYear(partnership.start_year)}
    return ", ".join(filter(None, (partnership.get_kind_display(), partnership.area, since)))


def _facts(partnership: Partnership) -> Facts:
    running = ", ".join(str(role.person) for role in forming.coordinators(partnership))
    items = [Fact(_("What it is"), facts_line(partnership)), Fact(_("Run by"), running or "–")]
    if partnership.hub:
        items.append(Fact(_("Hub"), partnership.hub.name))
    return Facts(tuple(items))


def _aims_and_charter(partnership: Partnership) -> list[Block]:
    aims = tuple(partnership.aims.values_list("words", flat=True))
    blocks: list[Block] = [Heading(_("Aims")), Bullets(aims)] if aims else []
    if partnership.charter.strip():
        blocks += [Heading(_("Charter")), Paragraph(partnership.charter)]
    return blocks


def _chapters(partnership: Partnership, today: dt.date) -> Iterator[tuple[str, Table]]:
    """What is still to come or still open, in tables."""
    people = pack_tables.contacts(partnership)
    yield _("Schools and contacts"), _table(people.heads, people.rows)
    yield _("The plan"), _plan(partnership, today)
    yield _("Meetings"), _meetings(partnership, today)
    promised = pack_tables.promises(partnership)
    yield _("Promises"), _table(promised.heads, promised.rows)
    taken_on = pack_tables.actions(partnership)
    yield _("Open actions"), _table(taken_on.heads, taken_on.rows)
    yield _("Calendars"), _calendars(partnership)


def _plan(partnership: Partnership, today: dt.date) -> Table:
    """What is not over: of this academic year on, neither done nor called off."""
    ahead = partnership.proposals.exclude(state__in=(ProposalState.CALLED_OFF, ProposalState.DONE))
    rows = [
        (each.title, words.day(each.day) or terms.NAMES[each.half_term], each.place, each.get_state_display())
        for each in ahead.filter(year__gte=terms.academic_year(today).start).order_by("year", "half_term", "day")
    ]
    return _table((_("What"), _("When"), _("Where"), _("State")), rows)


def _meetings(partnership: Partnership, today: dt.date) -> Table:
    rows = [
        (
            each.title,
            words.day(each.day),
            f"{each.starts_at:%H:%M}",
            each.place or (each.host.name if each.host else ""),
        )
        for each in partnership.meetings.filter(day__gte=today).select_related("host")
    ]
    return _table((_("Meeting"), _("Day"), _("At"), _("Where")), rows)


def _calendars(partnership: Partnership) -> Table:
    rows = [
        (each.name, str(terms.AcademicYear(each.year)), each.source)
        for each in partnership.calendars.order_by("-year", "name")
    ]
    return _table((_("Whose"), _("Year"), _("From")), rows)


def _table(heads: Sequence[str], rows: pack_tables.Rows) -> Table:
    return Table(tuple(heads), tuple(tuple(_said(cell) for cell in row) for row in rows), (False,) * len(heads))


def _said(cell: Cell) -> str:
    if isinstance(cell, bool):
        return _("Yes") if cell else ""
    return words.date(cell) if isinstance(cell, dt.date) else str(cell or "")
