"""What speaks against a day: holidays, closures, tests. Said, never forbidden."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import words
from bothways.partnerships.models import Partnership, Proposal
from bothways.partnerships.queries import calendars
from bothways.rules.school_days import Unlucky, unlucky


def of_proposal(found: Proposal, school_ids: Collection[str]) -> Sequence[str]:
    """What speaks against the day of a proposal, for the schools that are asked."""
    if found.day is None:
        return ()
    return of_day(found.partnership, found.day, found.starts_at, found.ends_at, school_ids)


def of_day(
    partnership: Partnership,
    day: dt.date,
    starts_at: dt.time | None,
    ends_at: dt.time | None,
    school_ids: Collection[str],
) -> Sequence[str]:
    """Sentences about a day; none when nothing speaks against it."""
    said = [_closed(partnership, day, school_ids)]
    sentences = {
        Unlucky.FRIDAY_AFTERNOON: _("It is a Friday afternoon: some schools close early."),
        Unlucky.TESTS: _("Year 6 usually sits its national tests in that week."),
        Unlucky.EXAMS: _("Public exams usually run from mid-May to the end of June."),
    }
    said += [sentences[each] for each in unlucky(day, starts_at, ends_at) if each in sentences]
    return tuple(sentence for sentence in said if sentence)


def _closed(partnership: Partnership, day: dt.date, school_ids: Collection[str]) -> str:
    """One sentence on who is closed: everybody, or the schools concerned by name."""
    away = calendars.closed_on(partnership, day)
    everyone = next((each for each in away if not each.school), None)
    if everyone is not None:
        return _("%(day)s: schools are closed (%(why)s).") % {"day": words.day(day), "why": everyone.why}
    closed = [each for each in away if each.school_id in school_ids]
    if not closed:
        return ""
    names = "; ".join(f"{each.school} ({each.why})" for each in closed[:4])
    more = ngettext(" and %(n)d other", " and %(n)d others", len(closed) - 4) if len(closed) > 4 else ""
    more = more % {"n": len(closed) - 4} if more else ""
    return _("Closed on %(day)s: %(names)s%(more)s.") % {"day": words.day(day), "names": names, "more": more}
