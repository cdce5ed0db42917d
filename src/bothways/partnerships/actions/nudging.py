"""One reminder to those who owe and to nobody else, asked again at the moment of sending."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bothways.core import audit, clock, outbox, words
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict
from bothways.partnerships import policies
from bothways.partnerships.models import Contact, Nudge, NudgeLine, Partnership
from bothways.partnerships.needs import found as needs
from bothways.partnerships.needs.need import Need, Owing
from bothways.partnerships.queries import needs as reads
from bothways.schools.models import Person

ANY_NEED = "needs.nudge"


@dataclass(frozen=True)
class Reach:
    """Who owes now: whom a press would reach, who was reminded a moment ago, and where nobody is known."""

    to_write: tuple[Owing, ...]
    too_soon: tuple[tuple[Owing, dt.datetime], ...]
    unknown: tuple[Owing, ...]


def reach(partnership: Partnership, need: Need) -> Reach:
    """Sort those who owe. One query."""
    lately = reads.lately(partnership, need.key, clock.now())
    known = [each for each in need.owed_by if each.email]
    return Reach(
        tuple(each for each in known if each.membership_id not in lately),
        tuple((each, lately[each.membership_id]) for each in known if each.membership_id in lately),
        tuple(each for each in need.owed_by if not each.email),
    )


def message(partnership: Partnership, need: Need, owing: Owing, link: str) -> tuple[str, dict[str, Any]]:
    """The message kind and everything it says to one school: for the preview and for the sending alike."""
    own = {"school": owing.school, "first_name": owing.first_name, "link": link}
    if need.nudge:
        return need.nudge, {**need.nudge_context, **own}
    due = need.due_on.strftime("%-d %B %Y") if need.due_on else ""
    told = {"title": need.title, "text": need.text, "due": due, "partnership": partnership.name}
    return ANY_NEED, {**told, **own}


@action
def nudge(*, by: Person, partnership: Partnership, key: str) -> Nudge:
    """Remind everyone who owes this at this moment, once each. Raises NotFound when nobody owes it any more, Conflict
    when everybody who does was reminded within the last days or cannot be reached.
    """
    demand(policies.may_run(by, partnership))
    held = Partnership.unscoped.select_for_update().get(pk=partnership.pk)
    need, link_for = needs.need_of(held, key, clock.today())
    reached = reach(held, need)
    if not reached.to_write:
        raise Conflict(_nobody(reached))
    made: Nudge = Nudge.objects.create(partnership=held, need=key, title=need.title[:300], by=by)
    for owing in reached.to_write:
        link = link_for(owing, by) if link_for else ""
        _write(made, held, need, owing, link)
    audit.record(by=by, verb="schools reminded", on=made, schools=len(reached.to_write))
    return made


def _nobody(reached: Reach) -> str:
    """Why a press reaches nobody."""
    if not reached.too_soon:
        return _("Nobody is known at the schools that owe this, so nothing was sent. Add a lead.")
    last = words.day(max(when for _owing, when in reached.too_soon))
    said = _("Everybody who owes this was reminded within the last three days (%(day)s), so nothing was sent.")
    return said % {"day": last}


def _write(made: Nudge, partnership: Partnership, need: Need, owing: Owing, link: str) -> None:
    contact = Contact.unscoped.filter(pk=owing.contact_id).first() if owing.contact_id else None
    line = NudgeLine.objects.create(nudge=made, membership_id=owing.membership_id, contact=contact)
    kind, told = message(partnership, need, owing, link)
    outbox.put(kind, to=owing.email, context=told, campaign=f"nudge:{made.pk}", about_id=line.pk)
