"""What the schools of a story could give and need, promised, tried, asked, and whose term dates they keep."""

from __future__ import annotations

import datetime as dt

from bothways.core import clock
from bothways.partnerships.demonstration.story import Card, Could, Promised, Story
from bothways.partnerships.models import (
    Adoption,
    CalendarUse,
    DatesKind,
    Enquiry,
    ExternalPartner,
    Finding,
    Membership,
    Offer,
    Partnership,
    Practice,
    PracticeLink,
    Promise,
    PromiseState,
    TermCalendar,
    TermDates,
)
from bothways.partnerships.models.calendar import CalendarKind
from bothways.rules import terms

Members = dict[str, Membership]


def tell(story: Story, partnership: Partnership, members: Members, today: dt.date) -> None:
    """Everything but the years."""
    outside = {
        name: ExternalPartner.objects.create(
            partnership=partnership, name=name, kind=kind, website=website, owner=members[owner], since=story.start_year
        )
        for name, kind, owner, website in story.external
    }
    for could in story.could:
        _offer(partnership, members, outside, could, today)
    for promised in story.promises:
        _promise(partnership, members, promised, today)
    for card in story.cards:
        _practice(partnership, members, card, today)
    _enquiry(story, partnership, members, today)
    _calendar(story, partnership, members, today)


def _offer(
    partnership: Partnership, members: Members, outside: dict[str, ExternalPartner], could: Could, today: dt.date
) -> None:
    low, high = could.ages or (None, None)
    Offer.objects.create(
        partnership=partnership,
        membership=members.get(could.by),
        external=outside.get(could.by),
        direction=could.direction,
        kind=could.kind,
        title=could.title,
        about=could.about,
        low_age=low,
        high_age=high,
        cost_pence=could.cost_pence,
        lead_days=could.lead_days,
        made_at=_moment(today - dt.timedelta(days=30 + could.lead_days)),
    )


def _promise(partnership: Partnership, members: Members, promised: Promised, today: dt.date) -> None:
    due = today + dt.timedelta(days=promised.days)
    kept = due < today
    said = _moment(due - dt.timedelta(days=40))
    Promise.objects.create(
        partnership=partnership,
        giver=members[promised.giver],
        receiver=members[promised.receiver],
        words=promised.words,
        kind=promised.kind,
        hours=promised.hours,
        due_on=due,
        state=PromiseState.KEPT if kept else PromiseState.PROMISED,
        giver_said_at=said,
        receiver_said_at=said,
        made_at=said,
        settled_at=_moment(due) if kept else None,
    )


def _practice(partnership: Partnership, members: Members, card: Card, today: dt.date) -> None:
    started = today - dt.timedelta(weeks=60)
    practice = Practice.objects.create(
        partnership=partnership,
        origin=members[card.origin],
        title=card.title,
        about=card.about,
        steps=card.steps,
        evidence=card.evidence,
        started_on=started,
        made_at=_moment(started),
    )
    for number, (words, url) in enumerate(card.links):
        PracticeLink.objects.create(practice=practice, words=words, url=url, position=number)
    for urn, stage, weeks in card.spread:
        on = started + dt.timedelta(weeks=weeks)
        Adoption.objects.create(practice=practice, membership=members[urn], stage=stage, on=on, made_at=_moment(on))


def _enquiry(story: Story, partnership: Partnership, members: Members, today: dt.date) -> None:
    opened = today - dt.timedelta(weeks=9)
    asked_by = members[story.findings[0][0]]
    enquiry = Enquiry.objects.create(
        partnership=partnership, membership=asked_by, words=story.question, opened_on=opened
    )
    for number, (urn, words) in enumerate(story.findings):
        on = opened + dt.timedelta(weeks=number + 1)
        Finding.objects.create(enquiry=enquiry, membership=members[urn], words=words, on=on)


def _calendar(story: Story, partnership: Partnership, members: Members, today: dt.date) -> None:
    """The council's dates for all; in OPEN the independent schools begin their spring two days later."""
    start = terms.academic_year(today).start
    halves = terms.usual_half_terms(terms.AcademicYear(start))
    later = tuple(
        terms.HalfTerm(each.index, each.first + dt.timedelta(days=2 * (each.index == 2)), each.last) for each in halves
    )
    independent = [each for each in members.values() if each.school.sector == "independent"]
    rest = [each for each in members.values() if each not in independent]
    council = TermCalendar(partnership=partnership, kind=CalendarKind.COUNCIL, name=story.area, year=start)
    _keep(council, halves, rest)
    if independent:
        name = independent[0].school.name
        own = TermCalendar(partnership=partnership, kind=CalendarKind.SCHOOL, name=name, year=start)
        _keep(own, later, independent)


def _keep(calendar: TermCalendar, halves: tuple[terms.HalfTerm, ...], keepers: list[Membership]) -> None:
    calendar.source = "typed"
    calendar.save()
    TermDates.objects.bulk_create(
        [
            TermDates(calendar=calendar, kind=DatesKind.HALF_TERM, first=each.first, last=each.last, name=each.name)
            for each in halves
        ]
    )
    CalendarUse.objects.bulk_create([CalendarUse(calendar=calendar, school=each.school) for each in keepers])


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(16, 20), tzinfo=clock.LONDON)
