"""What a panel does: gives places, makes a reserve list, says no, undoes, tells the schools, moves one up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities import policies
from bothways.activities.actions.programmes import freeze_criteria
from bothways.activities.models import NominationState, Programme
from bothways.activities.queries import programme_panel as panel
from bothways.activities.queries import programmes as queries
from bothways.core import audit, clock, outbox
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Invalid, NotFound, Refused
from bothways.partnerships.queries import belonging
from bothways.rules import programmes as rules
from bothways.schools.models import Person

PLACE, RESERVE, RESERVE_FIRST, NOT_THIS_TIME, OPEN, REST = (
    "placed", "reserve", "reserve_first", "not_this_time", "nominated", "place_the_rest",
)  # fmt: skip
SAID = (PLACE, RESERVE, RESERVE_FIRST, NOT_THIS_TIME, OPEN, REST)
_Standing = tuple[str, int, str]


@action
def decide(*, by: Person, programme: Programme, ids: Sequence[str], said: str, reason: str = "") -> int:
    """Decide on several nominations in one press, and remember what stood before. Returns how many.

    ``said`` is one of ``SAID``; ``place_the_rest`` gives a place to all who are undecided. Invalid when more would have
    a place than there are places, when nobody is chosen, and for a no without a reason; nothing is changed then.
    """
    held = _held(by, programme)
    standing = panel.standing(held)
    chosen = [each.id for each in standing if each.state == OPEN] if said == REST else list(dict.fromkeys(ids))
    if said not in SAID or set(chosen) - {each.id for each in standing}:
        raise NotFound
    _check(held, standing, chosen, said, reason)
    before = {key: (state, order, why) for key, state, order, why in _rows(held)}
    after = _after(before, standing, chosen, said, reason.strip())
    changed = {key: value for key, value in after.items() if value != before[key]}
    _write(held, changed)
    held.undo = {key: list(before[key]) for key in changed}
    held.save(update_fields=["undo"])
    freeze_criteria(held)
    audit.record(by=by, verb="panel decided", on=held, said=said, nominations=len(chosen))
    return len(chosen)


def _held(by: Person, programme: Programme) -> Programme:
    demand(policies.may_sit_on_panel(by, programme))
    held = queries.locked(programme)
    if queries.is_open(held):
        raise Refused(_("Schools can still nominate. The panel decides once nominations have closed."))
    if queries.is_told(held):
        raise Refused(_("The schools have been told, so the decisions stand."))
    return held


def _check(held: Programme, standing: Sequence[rules.Decided], chosen: Sequence[str], said: str, reason: str) -> None:
    if not chosen:
        raise Invalid(_("Tick at least one nomination."), field="pick")
    if said == NOT_THIS_TIME and not reason.strip():
        raise Invalid(_("Write a reason that the school can pass on."), field="reason")
    over = rules.too_many(held.places, standing, chosen) if said in {PLACE, REST} else 0
    if over:
        told = ngettext(
            "That is %(over)s more than the %(places)s places. Nothing was lost: untick %(over)s, or put it on the"
            " reserve list.",
            "That is %(over)s more than the %(places)s places. Nothing was lost: untick %(over)s, or put them on the"
            " reserve list.",
            over,
        )
        raise Invalid(told % {"over": over, "places": held.places}, field="pick")


def _rows(held: Programme) -> Iterable[tuple[str, str, int, str]]:
    return held.nominations.exclude(state=NominationState.LEFT).values_list("pk", "state", "order", "reason")


def _after(
    before: Mapping[str, _Standing], standing: Sequence[rules.Decided], chosen: Sequence[str], said: str, reason: str
) -> dict[str, _Standing]:
    """Where everything stands afterwards: those chosen, and the reserve list without gaps."""
    state = {RESERVE_FIRST: RESERVE, REST: PLACE}.get(said, said)
    others = [each for each in standing if state == RESERVE or each.id not in chosen]
    line = rules.reserve_list(others, chosen if state == RESERVE else (), first=said == RESERVE_FIRST)
    after = dict(before)
    for key in chosen:
        after[key] = (state, 0, "" if state == OPEN else reason)
    return {key: (one, line.get(key, 0) if one == RESERVE else 0, why) for key, (one, _order, why) in after.items()}


def _write(held: Programme, changed: Mapping[str, _Standing]) -> None:
    """One statement for all that become the same."""
    alike: dict[_Standing, list[str]] = {}
    for key, value in changed.items():
        alike.setdefault(value, []).append(key)
    for (state, order, reason), keys in alike.items():
        at = None if state == OPEN else clock.now()
        held.nominations.filter(pk__in=keys).update(state=state, order=order, reason=reason, decided_at=at)


@action
def undo(*, by: Person, programme: Programme) -> int:
    """Take back the last press. Returns how many nominations stand as before; 0 when there is nothing to take back."""
    held = _held(by, programme)
    replaced: Mapping[str, Any] = held.undo or {}
    there = {each.id for each in panel.standing(held)}
    _write(held, {key: (state, order, why) for key, (state, order, why) in replaced.items() if key in there})
    held.undo = None
    held.save(update_fields=["undo"])
    audit.record(by=by, verb="panel took back", on=held, nominations=len(replaced))
    return len(replaced)


@action
def tell(*, by: Person, programme: Programme) -> Sequence[str]:
    """Write to each school how many places it has; each reads its own outcomes from now on. No child is in the mail.

    Returns the names of schools that could not be written to because nobody is known there. Invalid while anything is
    undecided.
    """
    held = _held(by, programme)
    there = held.nominations.exclude(state=NominationState.LEFT)
    rows = list(there.values_list("school_id", "state"))
    undecided = sum(state == NominationState.NOMINATED for _school, state in rows)
    if undecided or not rows:
        said = ngettext("%(n)s nomination is not decided yet.", "%(n)s nominations are not decided yet.", undecided)
        raise Invalid(said % {"n": undecided} if rows else _("Nobody has been nominated."))
    freeze_criteria(held)
    placed = Counter(school for school, state in rows if state == NominationState.PLACED)
    reserve = Counter(school for school, state in rows if state == NominationState.RESERVE)
    schools = dict.fromkeys(school for school, _state in rows)
    new = there.filter(state=NominationState.PLACED, continues_from=None).count()
    held.totals = {
        **held.totals,
        "nominated": len(rows),
        queries.BY_SCHOOL: {key: placed[key] for key in schools},
        queries.ENTERED: new,
        queries.CONTINUING: placed.total() - new,
    }
    held.decided_at, held.undo = clock.now(), None
    held.save(update_fields=["totals", "decided_at", "undo"])
    told = {key: {"places": placed[key], "reserve": reserve[key]} for key in schools}
    unknown = _mail("programme.told", held, told, campaign=f"programme.told:{held.pk}")
    audit.record(by=by, verb="schools told", on=held, schools=len(schools), unknown=len(unknown))
    return unknown


@action
def move_up(*, by: Person, programme: Programme) -> Sequence[str]:
    """The first of the reserve list takes a place that has come free, and its school is written to.

    Returns the school's name when nobody is known there to write to. Invalid without a free place or a reserve.
    """
    demand(policies.may_sit_on_panel(by, programme))
    held = queries.locked(programme)
    if not queries.is_told(held):
        raise Refused(_("The schools have not been told yet. Decide and tell them first."))
    standing = panel.standing(held)
    line = rules.reserve_list(standing, ())
    if not line or rules.too_many(held.places, standing, list(line)[:1]):
        raise Invalid(_("There is no free place, or nobody on the reserve list."))
    first = held.nominations.get(pk=next(iter(line)))
    before = {key: (state, order, why) for key, state, order, why in _rows(held)}
    after = _after(before, standing, [first.pk], PLACE, "")
    _write(held, {key: value for key, value in after.items() if value != before[key]})
    unknown = _mail("programme.moved_up", held, {first.school_id: {}}, campaign=f"programme.moved_up:{first.pk}")
    audit.record(by=by, verb="reserve moved up", on=first)
    return unknown


def _mail(kind: str, held: Programme, told: Mapping[str, Mapping[str, int]], *, campaign: str) -> Sequence[str]:
    """One message a school, to its lead. Returns the names of schools where nobody is known."""
    leads, unknown = belonging.leads(held.partnership), []
    for member in belonging.everyone(held.partnership).values():
        if member.school_id not in told:
            continue
        lead = leads.get(member.pk)
        if lead is None or not lead.email:
            unknown.append(member.school.name)
            continue
        page = reverse("programme_ours", args=[held.partnership.slug, held.pk, member.pk])
        context = {
            "first_name": lead.first_name,
            "school": member.school.name,
            "programme": held.title,
            "partnership": held.partnership.name,
            "link": f"{settings.BASE_URL}{page}",
            **told[member.school_id],
        }
        outbox.put(kind, to=lead.email, context=context, campaign=campaign, about_id=held.pk)
    return unknown
