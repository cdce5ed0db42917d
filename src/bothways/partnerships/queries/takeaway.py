"""Everything that a partnership holds, as tables that any spreadsheet opens. No links, no secrets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.core.exports import Cell
from bothways.partnerships.models import Membership, MembershipState, Partnership
from bothways.rules import terms

Rows = Sequence[tuple[Cell, ...]]


@dataclass(frozen=True)
class Sheet:
    """One table: the file's name, the heads of its columns, its rows."""

    name: str
    heads: tuple[str, ...]
    rows: Rows


def sheets(partnership: Partnership) -> tuple[Sheet, ...]:
    """Schools, contacts, plan, answers, meetings, actions, offers, promises and practices: a query or two each."""
    return (
        schools(partnership),
        contacts(partnership),
        plan(partnership),
        answers(partnership),
        meetings(partnership),
        actions(partnership),
        offers(partnership),
        promises(partnership),
        practices(partnership),
    )


def schools(partnership: Partnership) -> Sheet:
    """Every school that was ever asked, with what it brings and expects."""
    heads = (_("School"), _("Number"), _("As"), _("State"), _("Joined"), _("Left"), _("Brings"), _("Expects"))
    rows = partnership.memberships.exclude(state=MembershipState.TAKEN_BACK).select_related("school")
    return Sheet(_("Schools"), heads, [_school(each) for each in rows.order_by("school__search_text")])


def _school(each: Membership) -> tuple[Cell, ...]:
    said = (each.get_kind_display(), each.get_state_display())
    return (each.school.name, each.school.identifier, *said, each.joined_on, each.left_on, each.brings, each.expects)


def contacts(partnership: Partnership, *, current: bool = False) -> Sheet:
    """Who takes part for each school, and until when; with ``current`` only those of today."""
    heads = (_("School"), _("Name"), _("Post"), _("E-mail"), _("Leads"), _("Since"), _("Until"))
    rows = partnership.memberships.exclude(contacts=None).order_by("school__search_text")
    everyone = [
        (each.school.name, person.name, person.post, person.email, person.is_lead, person.starts_on, person.ends_on)
        for each in rows.distinct().select_related("school").prefetch_related("contacts")
        for person in each.contacts.all()
    ]
    return Sheet(_("Contacts"), heads, [row for row in everyone if not (current and row[6])])


def plan(partnership: Partnership) -> Sheet:
    """Every proposal, the earliest first."""
    heads = (_("What"), _("Year"), _("Half-term"), _("Day"), _("Place"), _("State"), _("About"))
    rows = [
        (
            each.title,
            str(terms.AcademicYear(each.year)),
            terms.NAMES[each.half_term],
            each.day,
            each.place,
            each.get_state_display(),
            each.about,
        )
        for each in partnership.proposals.order_by("year", "half_term", "day")
    ]
    return Sheet(_("Plan"), heads, rows)


def answers(partnership: Partnership) -> Sheet:
    """What each school said to each proposal, and what it gives and gets."""
    heads = (_("What"), _("School"), _("Answer"), _("If, or when"), _("Gives"), _("Gets"), _("Answered"))
    rows = [
        (
            asked.proposal.title,
            each.school.name,
            asked.get_answer_display(),
            asked.condition,
            asked.gives,
            asked.gets,
            asked.answered_at,
        )
        for each in partnership.memberships.select_related("school").prefetch_related("asked__proposal")
        for asked in each.asked.all()
    ]
    return Sheet(_("Answers"), heads, sorted(rows, key=lambda row: (row[0], row[1])))


def meetings(partnership: Partnership) -> Sheet:
    """Every meeting with its minutes."""
    heads = (_("Meeting"), _("Day"), _("From"), _("Until"), _("Place"), _("State"), _("Minutes"))
    rows = [
        (
            each.title,
            each.day,
            f"{each.starts_at:%H:%M}",
            f"{each.ends_at:%H:%M}",
            each.place or (each.host.name if each.host else ""),
            each.get_state_display(),
            each.notes,
        )
        for each in partnership.meetings.select_related("host")
    ]
    return Sheet(_("Meetings"), heads, rows)


def actions(partnership: Partnership, *, still_open: bool = False) -> Sheet:
    """What somebody took on; with ``still_open`` only what is neither done nor dropped."""
    heads = (_("What"), _("School"), _("Who"), _("By"), _("Done"), _("Dropped"))
    rows = partnership.actions.select_related("membership__school", "contact")
    if still_open:
        rows = rows.filter(done_on=None, dropped_on=None)
    return Sheet(
        _("Actions"),
        heads,
        [
            (
                each.words,
                each.membership.school.name,
                each.contact.name if each.contact else "",
                each.due_on,
                each.done_on,
                each.dropped_on,
            )
            for each in rows
        ],
    )


def offers(partnership: Partnership) -> Sheet:
    """What schools and outside partners could give, and what schools need."""
    heads = (_("Who"), _("Gives or needs"), _("Kind"), _("What"), _("About"), _("Closed"))
    rows = [
        (
            each.membership.school.name if each.membership else (each.external.name if each.external else ""),
            each.get_direction_display(),
            each.get_kind_display(),
            each.title,
            each.about,
            each.closed_on,
        )
        for each in partnership.offers.select_related("membership__school", "external")
    ]
    return Sheet(_("Offers"), heads, rows)


def promises(partnership: Partnership, *, states: Sequence[str] = ()) -> Sheet:
    """Who gives what to whom by when; with ``states`` only those."""
    heads = (_("Gives"), _("What"), _("Receives"), _("By"), _("State"))
    rows = partnership.promises.select_related("giver__school", "external", "receiver__school")
    if states:
        rows = rows.filter(state__in=states)
    found = [
        (
            each.giver.school.name if each.giver else (each.external.name if each.external else ""),
            each.words,
            each.receiver.school.name,
            each.due_on,
            each.get_state_display(),
        )
        for each in rows
    ]
    return Sheet(_("Promises"), heads, found)


def practices(partnership: Partnership) -> Sheet:
    """Practices and how far each school is with them, newest step last."""
    heads = (_("Practice"), _("School"), _("Stage"), _("Since"), _("Words"))
    rows = [
        (each.title, step.membership.school.name, step.get_stage_display(), step.on, step.words)
        for each in partnership.practices.prefetch_related("adoptions__membership__school").order_by("title")
        for step in each.adoptions.all()
    ]
    return Sheet(_("Practices"), heads, rows)
