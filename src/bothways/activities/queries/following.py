"""How an event and its proposal stand to each other: what changed in the plan, and who is not in any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bothways.activities.models import Activity, ActivityState, TakingPart
from bothways.activities.queries import setting_up
from bothways.partnerships.queries import plan
from bothways.rules import consent
from bothways.schools.queries.people import school_names

UNTIL_THE_DAY = (ActivityState.PLANNING, ActivityState.OPEN, ActivityState.CLOSED)


@dataclass(frozen=True)
class Following:
    """``changes`` that the event has not taken over; ``new`` schools that came in; names of those that take part here
    and are ``asked_again`` or ``not_in`` by now; whether its proposal was ``called_off``.
    """

    changes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    new: Sequence[str] = ()
    asked_again: Sequence[str] = ()
    not_in: Sequence[str] = ()
    called_off: bool = False

    @property
    def to_take_over(self) -> bool:
        """Whether there is something to press a button for."""
        return bool(self.changes or self.new) and not self.called_off

    def __bool__(self) -> bool:
        return bool(self.changes or self.new or self.asked_again or self.not_in or self.called_off)


def following(activity: Activity, parts: Sequence[TakingPart]) -> Following:
    """Read for an event that is still ahead and has a proposal; empty for others. Four queries."""
    proposal = activity.proposal
    if proposal is None or activity.state not in UNTIL_THE_DAY or proposal.state == consent.State.DONE:
        return Following()
    if proposal.state == consent.State.CALLED_OFF:
        return Following(called_off=True)
    before = setting_up.terms_of(activity)
    after = setting_up.proposed_terms(activity, proposal)
    hosts = school_names([each.host_id for each in (before, after) if each.host_id])
    standing = {part.school_id for part in parts if part.left_at is None}
    asked = plan.asked_rows(proposal)
    here = [each for each in asked if each.membership.school_id in standing]
    outside = [each for each in here if not setting_up.is_in(each, proposal)]
    refused = {consent.Said.NOT_THIS_TIME, consent.Said.LATER}
    return Following(
        changes=setting_up.changes(before, after, hosts),
        new=tuple(
            each.membership.school.name
            for each in asked
            if each.membership.school_id not in standing and setting_up.is_in(each, proposal)
        ),
        asked_again=tuple(each.membership.school.name for each in outside if each.answer not in refused),
        not_in=tuple(each.membership.school.name for each in outside if each.answer in refused),
    )
