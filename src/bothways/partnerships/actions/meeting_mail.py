"""Mail about meetings: to each school's people, with a link that answers for that school alone. For actions only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bothways.core import clock, outbox, words
from bothways.partnerships import links
from bothways.partnerships.models import Attendance, Contact, Meeting
from bothways.partnerships.queries import meeting_actions, meetings
from bothways.partnerships.queries import meeting_people as people
from bothways.schools.models import Person

AFTER = 90
"""Days for which a link stays good after its meeting: minutes and actions stand behind it too."""


@dataclass(frozen=True)
class Letter:
    """One school of a meeting and somebody to write to there."""

    row: Attendance
    contact: Contact

    @property
    def school(self) -> str:
        """The name of the school."""
        return str(self.row.membership.school.name)


def letters(meeting: Meeting, rows: Iterable[Attendance]) -> Sequence[Letter]:
    """A letter for each row whose school has somebody with an e-mail address."""
    known = people.leads(meeting.partnership)
    return [Letter(row, known[row.membership_id]) for row in rows if row.membership_id in known]


def about(meeting: Meeting, letter: Letter) -> dict[str, Any]:
    """What every message about a meeting says."""
    return {
        "partnership": meeting.partnership.name,
        "meeting": meeting.title,
        "school": letter.school,
        "day": words.day(meeting.day),
        "when": meetings.when(meeting),
        "place": meetings.where(meeting),
    }


def invite(*, by: Person, meeting: Meeting, rows: Iterable[Attendance]) -> int:
    """Ask these schools. Returns how many mails were written down; a second press writes none."""
    agenda = meetings.agenda_in_a_line(meetings.agenda(meeting))
    asked = letters(meeting, rows)
    return sum(_write("meeting.invite", meeting, each, str(meeting.sequence), by, agenda=agenda) for each in asked)


def ask_again(*, by: Person, meeting: Meeting, was: str) -> int:
    """Tell every school that was asked about the new day, and ask afresh. Returns how many mails were written down."""
    asked = letters(meeting, _asked(meeting))
    return sum(_write("meeting.moved", meeting, each, str(meeting.sequence), by, was=was) for each in asked)


def tell_called_off(*, by: Person, meeting: Meeting, why: str) -> int:
    """Tell every school that was asked. Returns how many mails were written down."""
    asked = letters(meeting, _asked(meeting))
    return sum(_write("meeting.called_off", meeting, each, str(meeting.sequence), by, why=why) for each in asked)


def minutes(*, by: Person, meeting: Meeting, rows: Iterable[Attendance]) -> Sequence[str]:
    """Send minutes and actions to these schools; what was sent already with the same words is not sent again.

    Returns the ids of the rows whose school has somebody to write to.
    """
    found = minutes_letters(meeting, rows)
    for letter, said in found:
        content = hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()[:12]
        _write("meeting.minutes", meeting, letter, content, by, **said)
    return [letter.row.pk for letter, _said in found]


def minutes_letters(meeting: Meeting, rows: Iterable[Attendance]) -> Sequence[tuple[Letter, dict[str, str]]]:
    """For each school its lead, and whoever took something on there, with what the mail says to that school."""
    rows = list(rows)
    known, taken = people.contacts(meeting.partnership), meeting_actions.of_meeting(meeting)
    found = []
    for row in rows:
        own = [each for each in taken if each.membership_id == row.membership_id]
        owners = {each.contact_id for each in own}
        reached = [each for each in known.get(row.membership_id, ()) if each.email]
        chosen = [each for number, each in enumerate(reached) if not number or each.pk in owners]
        said = meeting_actions.minutes_for(meeting, row, taken)
        found += [(Letter(row, contact), said) for contact in chosen]
    return found


def _asked(meeting: Meeting) -> Sequence[Attendance]:
    return tuple(meeting.attendance.select_related("membership__school"))


def _write(kind: str, meeting: Meeting, letter: Letter, once: str, by: Person, **said: str) -> bool:
    """One mail into the outbox. The same ``once`` is never written twice for a school and an address."""
    context = {**about(meeting, letter), **said}
    if kind != "meeting.called_off":
        days = max(0, (meeting.day - clock.today()).days) + AFTER
        context["link"] = links.make(links.MEETING, letter.row.pk, days=days, by=by.pk)
    campaign = f"{kind}:{letter.row.pk}:{once}"
    return bool(outbox.put(kind, to=letter.contact.email, campaign=campaign, about_id=letter.row.pk, context=context))


def sample_link() -> str:
    """Stands in a preview where each school's own link will be."""
    return f"/{links.PATHS[links.MEETING]}/each-school-has-its-own/"
