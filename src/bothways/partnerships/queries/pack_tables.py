"""Contacts, open actions and promises as tables of the printed pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.core.exports import Cell
from bothways.partnerships.models import Partnership, PromiseState

Rows = Sequence[tuple[Cell, ...]]


@dataclass(frozen=True)
class Sheet:
    """One table: the heads of its columns, its rows."""

    heads: tuple[str, ...]
    rows: Rows


def contacts(partnership: Partnership) -> Sheet:
    """Who takes part for each school today."""
    heads = (_("School"), _("Name"), _("Post"), _("E-mail"), _("Leads"))
    rows = partnership.memberships.exclude(contacts=None).order_by("school__search_text")
    people = [
        (each.school.name, person.name, person.post, person.email, person.is_lead)
        for each in rows.distinct().select_related("school").prefetch_related("contacts")
        for person in each.contacts.all()
        if not person.ends_on
    ]
    return Sheet(heads, people)


def actions(partnership: Partnership) -> Sheet:
    """What somebody took on that is neither done nor dropped."""
    rows = partnership.actions.filter(done_on=None, dropped_on=None).select_related("membership__school", "contact")
    found = [
        (each.words, each.membership.school.name, each.contact.name if each.contact else "", each.due_on)
        for each in rows
    ]
    return Sheet((_("What"), _("School"), _("Who"), _("By")), found)


def promises(partnership: Partnership) -> Sheet:
    """Who gives what to whom by when, until it is kept or called off."""
    open_still = partnership.promises.filter(state__in=(PromiseState.SUGGESTED, PromiseState.PROMISED))
    found = [
        (
            each.giver.school.name if each.giver else (each.external.name if each.external else ""),
            each.words,
            each.receiver.school.name,
            each.due_on,
            each.get_state_display(),
        )
        for each in open_still.select_related("giver__school", "external", "receiver__school")
    ]
    return Sheet((_("Gives"), _("What"), _("Receives"), _("By"), _("State")), found)
