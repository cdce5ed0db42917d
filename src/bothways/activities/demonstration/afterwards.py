"""What came after the conference of last year: how it was, two quotes, thanks."""

from __future__ import annotations

import datetime as dt

from bothways.activities.demonstration.events import Made
from bothways.activities.models import Activity, ExitAnswer, Quote, QuotePermission

PUPILS = 71
ADULTS = 9


def make_afterwards(made: Made, _today: dt.date) -> None:
    """Answers of nobody in particular, spread as they might be; nothing where there was no conference."""
    if made.last_year is None:
        return
    event = made.last_year
    at = dt.datetime.combine(event.day, dt.time(15), dt.UTC)
    rows = [_pupil(event, n, at) for n in range(PUPILS)]
    for n in range(ADULTS):
        for moment, confident in (("before", 2 + n % 2), ("after", 4 if n % 3 else 3)):
            said = (
                {"confident": confident}
                if moment == "before"
                else {"worth": 5 - n % 2, "use": 4, "confident": confident}
            )
            rows.append(
                ExitAnswer(activity=event, asked="adults", moment=moment, match=f"{n:064x}", answers=said, at=at)
            )
    ExitAnswer.objects.bulk_create(rows)
    _quotes(event)
    for part in event.taking_part.all():
        event.thanks.get_or_create(school=part.school, defaults={"sent_by": "Maths lead"})


def _pupil(event: Activity, n: int, at: dt.datetime) -> ExitAnswer:
    said = {
        "liked": 5 if n % 5 else 3,
        "friend": 1 if n % 8 == 0 else 2,
        "learned": 4 if n % 4 else 2,
        "horizons": 5 if n % 3 else 3,
        "aspire": 2 + n % 4,
    }
    return ExitAnswer(activity=event, asked="pupils", answers=said, at=at)


def _quotes(event: Activity) -> None:
    parts = list(event.taking_part.order_by("school__name"))
    Quote.objects.create(
        activity=event,
        words="We were in a team where nobody knew anybody. By lunch we did not want to stop.",
        speaker="Student",
        role="pupil",
        school=parts[0].school if parts else None,
        permission=QuotePermission.PUBLIC,
        given_through="Head of maths",
        said_on=event.day,
    )
    Quote.objects.create(
        activity=event,
        words="I took the proof by picture straight into my lessons on Monday.",
        speaker="Maths teacher",
        role="teacher",
        school=parts[-1].school if parts else None,
        permission=QuotePermission.PARTNERSHIP,
        given_through="themselves",
        said_on=event.day,
    )
