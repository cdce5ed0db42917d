"""How many adults a school's own rule asks for at an event, and what training there is for them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bothways.activities.models import Activity, Booking, BookingState, Session
from bothways.rules import adults as rules
from bothways.rules.year_groups import from_words
from bothways.schools.models import AdultRule, Person, School


@dataclass(frozen=True)
class Warned:
    """What the school's rule asks for beside what it brings; ``words`` are the rules that apply."""

    needed: int
    brings: int
    pupils: int
    words: tuple[str, ...]

    @property
    def short(self) -> int:
        """How many adults fewer."""
        return max(0, self.needed - self.brings)


def rules_of(school: School, *, by: Person) -> list[AdultRule]:
    """The school's own rules, those for named years first."""
    return list(AdultRule.objects.for_(by).filter(school=school).order_by("-years"))


def warned(booking: Booking, *, by: Person) -> Warned | None:
    """None while the school has no rule, no places, or adults enough."""
    own = rules_of(booking.taking_part.school, by=by)
    if not own or booking.state != BookingState.BOOKED or not booking.places:
        return None
    listed = Counter(booking.participants.filter(withdrawn_at=None).values_list("year_group", flat=True))
    listed[""] += max(0, booking.places - listed.total())
    told = [rules.AdultRule(rules.read_years(each.years), each.pupils_per_adult) for each in own]
    years = frozenset(from_words(booking.taking_part.activity.year_groups))
    asked = rules.asked(listed, told, years)
    if not asked.short(booking.adults):
        return None
    shares = tuple(f"1:{share.per_adult}" for share in asked.shares)
    return Warned(asked.adults, booking.adults, booking.places, shares)


def training_sessions(activity: Activity) -> list[Session]:
    """What runs alongside for adults."""
    return list(activity.sessions.filter(audience="adults"))
