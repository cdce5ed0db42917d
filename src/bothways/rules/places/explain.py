"""Why somebody has a place or waits, in a sentence that can be read to a child."""

from __future__ import annotations

from bothways.rules.errors import InvalidBrief
from bothways.rules.places.allot import Outcome, Plan


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 1,021st."""
    tail = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{tail}"


def why(plan: Plan, name: str) -> str:
    """The sentence for one application. Raises InvalidBrief when nobody of that id applied."""
    for outcome in plan.outcomes:
        if outcome.application.id == name:
            return reason(plan, outcome)
    raise InvalidBrief(f"Nobody called “{name}” applied. Check the id.")


def reason(plan: Plan, outcome: Outcome) -> str:
    """The sentence that stands beside one application in the plan."""
    drawn = f"drawn {ordinal(outcome.drawn)} of {len(plan.outcomes):,} for {plan.rules.capacity:,} places"
    if outcome.waiting is None:
        return f"{_offered(outcome)}: {drawn}{_how(plan, outcome)}."
    return f"Waiting, {ordinal(outcome.waiting)} in line: {drawn}; {_why_not(plan, outcome)}."


def _offered(outcome: Outcome) -> str:
    wants = outcome.application.wants
    if wants == 1:
        return "Place"
    return f"All {wants} places" if outcome.places == wants else f"{outcome.places} of the {wants} places asked for"


def _how(plan: Plan, outcome: Outcome) -> str:
    if outcome.kept == 0:
        return ""
    each = plan.rules.reserved_per_school
    share = "the place kept" if each == 1 else f"the {each} places kept"
    return f", and among the first of the school, which have {share} for every school"


def _why_not(plan: Plan, outcome: Outcome) -> str:
    least = outcome.application.minimum
    if outcome.over_guest_cap:
        return f"guest schools have at most {plan.rules.room_for_guests} places, which went to guests drawn earlier"
    if outcome.drawn < plan.last_open:
        return f"too few places were left at that point for at least {least}"
    if plan.last_open == 0:
        return "every place is kept for somebody drawn earlier in each school"
    return f"the last open place went to the one drawn {ordinal(plan.last_open)}"
