"""Who owes what to whom, as a table and as a file: a line a need on the page, a line a school in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import exports, words
from bothways.core.lists import Cell
from bothways.partnerships.needs.found import reminding
from bothways.partnerships.needs.need import Need, Why


def schools(needs: Iterable[Need]) -> Sequence[tuple[str, str]]:
    """(id, name) of every school that owes something, by name: what the list can be narrowed to."""
    found = {each.school_id: each.school for need in needs for each in need.owed_by}
    return sorted(found.items(), key=lambda pair: pair[1].casefold())


def of_school(needs: Sequence[Need], school_id: str) -> Sequence[Need]:
    """Those that one school owes; all of them for none in particular."""
    if not school_id:
        return needs
    return [need for need in needs if any(each.school_id == school_id for each in need.owed_by)]


def whys() -> Sequence[tuple[str, str]]:
    """(value, words) of what makes something wait: what the list can be narrowed to besides."""
    return (
        (Why.UNANSWERED.name.lower(), _("Unanswered")),
        (Why.DUE.name.lower(), _("Due")),
        (Why.OUT_OF_DATE.name.lower(), _("Out of date")),
        (Why.UNBALANCED.name.lower(), _("Unbalanced")),
    )


def of_why(needs: Sequence[Need], why: str) -> Sequence[Need]:
    """Those of one sort; all of them for none in particular, or for one that there is not."""
    if why not in dict(whys()):
        return needs
    return [need for need in needs if need.why.name.lower() == why]


def columns() -> Sequence[str]:
    """What stands in the head of the table."""
    return (_("What"), _("Who owes it"), _("To whom"), _("By when"), _("What to do"))


def rows(needs: Iterable[Need], slug: str, *, runs: bool) -> Iterator[list[Cell]]:
    """A line a need: what leads to it, and what reminds those who owe for whoever runs the partnership."""
    for need in needs:
        address = reverse(need.route, kwargs=dict(need.args))
        reminds = runs and need.nudge and need.owed_by
        deed = {"text": reminding(need), "url": reverse("nudge", args=[slug, need.key])} if reminds else None
        yield [
            {"text": need.title, "url": address, "hint": need.text},
            ", ".join(each.school for each in need.owed_by) or _("Whoever runs it"),
            need.owed_to,
            words.day(need.due_on),
            deed or {"text": need.button, "url": address},
        ]


def file(name: str, needs: Iterable[Need], form: Any) -> Any:
    """A line for each school and what it owes, saved as CSV or XLSX."""
    header = (_("School"), _("What"), _("More"), _("To whom"), _("By when"))
    return exports.download(name, header=header, rows=_lines(needs), form=form)


def _lines(needs: Iterable[Need]) -> Iterator[Sequence[exports.Cell]]:
    for need in needs:
        for school in [each.school for each in need.owed_by] or [""]:
            yield (school, need.title, need.text, need.owed_to, need.due_on)
