"""What a child needs on the day: said by its school or its parent, shown to the host only where the school ticks it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.models import Activity, Need, Participant, TakingPart
from bothways.activities.queries import need_words
from bothways.activities.queries import needs as queries
from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid
from bothways.rules import pupils as rules
from bothways.schools.models import Person


@dataclass(frozen=True)
class Needed:
    """One need as it is given: a kind, a choice from its list, and at most 80 characters more."""

    kind: str
    choice: str
    words: str = ""


@action
def say_needs(*, by: Person, participant: Participant, needs: Iterable[Needed]) -> None:
    """Set what a child needs: these and no others. What the host was told stays ticked where the need stays."""
    school_id = participant.booking.taking_part.school_id
    demand(policies.may_see_needs(by, school_id))
    given = _checked(participant, needs)
    standing = {(each.kind, each.choice): each for each in Need.objects.for_(by).filter(participant=participant)}
    for key, each in standing.items():
        if key not in given:
            Need.objects.for_(by).filter(pk=each.pk).delete()
        elif each.words != given[key].words:
            Need.objects.for_(by).filter(pk=each.pk).update(words=given[key].words)
    _add(participant, [each for key, each in given.items() if key not in standing])
    audit.record(by=by, verb="needs said", on=participant, needs=len(given))


def add_from_parent(participant: Participant, needs: Iterable[Needed]) -> int:
    """Add what a parent wrote by link to what the school knows; nothing is taken away. Inside an action."""
    given = _checked(participant, needs)
    standing = {(each.kind, each.choice): each for each in participant.needs.all()}
    for key, each in given.items():
        before = standing.get(key)
        if before is not None and each.words and each.words not in before.words:
            joined = f"{before.words}; {each.words}".strip("; ")
            participant.needs.filter(pk=before.pk).update(words=joined[: need_words.WORDS_AT_MOST])
    _add(participant, [each for key, each in given.items() if key not in standing])
    return len(given)


def _checked(participant: Participant, needs: Iterable[Needed]) -> dict[tuple[str, str], Needed]:
    activity = participant.booking.taking_part.activity
    if clock.today() >= queries.gone_on(activity):
        raise Conflict(_("This event is over, and what children needed there is no longer held."))
    found = {}
    for each in needs:
        words = rules.clean(each.words, 1000)
        if not need_words.known(each.kind, each.choice):
            raise Invalid(_("Choose from the list what the child needs."), field=each.kind)
        if len(words) > need_words.WORDS_AT_MOST:
            sentence = _("Write at most %(most)s letters. You wrote %(n)s.")
            raise Invalid(sentence % {"most": need_words.WORDS_AT_MOST, "n": len(words)}, field=f"{each.kind}_words")
        if each.choice == need_words.NOTE and not words:
            raise Invalid(_("Write in a few words what to do."), field=f"{each.kind}_words")
        found[each.kind, each.choice] = Needed(each.kind, each.choice, words)
    return found


def _add(participant: Participant, needs: Iterable[Needed]) -> None:
    made = (Need(participant=participant, kind=e.kind, choice=e.choice, words=e.words) for e in needs)
    Need.objects.bulk_create(made)


@action
def tell_host(*, by: Person, need: Need, why: str) -> None:
    """Let the host's first aider and event lead read one need with the child's label, for the day alone."""
    demand(policies.may_see_needs(by, need.participant.booking.taking_part.school_id))
    reason = rules.clean(why, 120)
    if not reason:
        raise Invalid(_("Write why the host must know, in a few words."), field="why")
    Need.objects.for_(by).filter(pk=need.pk).update(host_must_know=True, host_why=reason)
    audit.record(by=by, verb="host told of a need", on=need.participant)


@action
def keep_from_host(*, by: Person, need: Need) -> None:
    """Take the host's sight of a need back."""
    demand(policies.may_see_needs(by, need.participant.booking.taking_part.school_id))
    Need.objects.for_(by).filter(pk=need.pk).update(host_must_know=False, host_why="")
    audit.record(by=by, verb="host no longer told of a need", on=need.participant)


@action
def read_for_the_day(*, by: Person, activity: Activity) -> tuple[queries.DayNeed, ...]:
    """What the host must know, read on the day by whoever may; the reading is written down."""
    found = queries.day_needs(activity, by)
    audit.record(by=by, verb="needs read for the day", on=activity, needs=len(found))
    return found


@action
def choose_disclosure(*, by: Person, part: TakingPart, level: int) -> None:
    """Choose what other schools read of one school's pupils on the day."""
    demand(policies.may_see_pupils(by, part.school_id))
    TakingPart.objects.for_(by).filter(pk=part.pk).update(disclosure=level)
    audit.record(by=by, verb="labels of the day chosen", on=part, level=int(level))
