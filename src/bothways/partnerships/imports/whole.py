"""A whole partnership as tables: one description of files and columns, used on the way out and on the way back.

Ids are made for the file (``plan-12``) and mean nothing outside it. A reference is two columns, the id and, for
reading only, its name. A school is three: scheme, identifier and, for reading only, its name.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from bothways.core.errors import Invalid
from bothways.partnerships.models import (
    Adoption,
    AgendaItem,
    Aim,
    Asked,
    Attendance,
    CalendarUse,
    Contact,
    Enquiry,
    ExternalPartner,
    Finding,
    GivenAnswer,
    Meeting,
    MeetingAction,
    Membership,
    Offer,
    Partnership,
    Practice,
    PracticeLink,
    Promise,
    Proposal,
    ProposalEvent,
    ProposalOwner,
    Question,
    TermCalendar,
    TermDates,
)
from bothways.schools.models import School

READ_ME = "READ ME.txt"
ID = "id"
WORDS = "in_words"  # a column to be read by people only
SCHOOL_HEADS = ("scheme", "identifier", WORDS)
WITHIN = {"year": (1900, 2200), "start_year": (1800, 2200), "half_term": (0, 5)}
# kept as text, so that a question outlives its proposal
_LOOSE: dict[tuple[type[models.Model], str], type[models.Model]] = {(Question, "proposal_id"): Proposal}
_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class Column:
    """One field. ``to`` is the model that it points at, if any."""

    field: Any
    to: type[models.Model] | None = None

    @property
    def name(self) -> str:
        """The head of its first column, without ``_id``."""
        return str(self.field.name).removesuffix("_id")

    @property
    def heads(self) -> tuple[str, ...]:
        if self.to is School:
            return tuple(f"{self.name}_{each}" for each in SCHOOL_HEADS)
        return (self.name, f"{self.name}_{WORDS}") if self.to else (self.name,)

    @property
    def loose(self) -> bool:
        """Whether the row stays, with nothing here, when what it points at is left out."""
        relation = self.field.remote_field
        return relation is None or relation.on_delete is models.SET_NULL

    @property
    def required(self) -> bool:
        """Whether there is no row that points at nothing."""
        return not (self.field.null or self.field.blank)


@dataclass(frozen=True)
class Book:
    """One file: rows of ``model``, found along ``path`` from the partnership; ``says`` are the fields that name one.

    Rows that are alike by ``order`` stand by their ids, and new ids keep that order: an agenda comes back as it was.
    """

    name: str
    model: type[models.Model]
    path: str
    fields: str
    order: str
    says: str

    @property
    def file(self) -> str:
        """The name in the archive."""
        return f"{self.name}.csv"

    @property
    def stem(self) -> str:
        """How its ids begin."""
        return self.name.replace(" ", "-")

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(self._column(name) for name in self.fields.split())

    def _column(self, name: str) -> Column:
        field: Any = self.model._meta.get_field(name)
        return Column(field, field.related_model or _LOOSE.get((self.model, name)))

    @cached_property
    def heads(self) -> tuple[str, ...]:
        return (ID, *(head for column in self.columns for head in column.heads))


BOOKS = (
    Book(
        "partnership",
        Partnership,
        "",
        "name slug kind area charter start_year hub owners_needed answer_days made_at ended_on is_demo",
        "name",
        "name",
    ),
    Book("aims", Aim, "aims", "words position", "position", "words"),
    Book(
        "schools",
        Membership,
        "memberships",
        "school kind state offered brings expects asked_at answered_at answered_by reason joined_on left_on",
        "school asked_at",
        "school",
    ),
    Book(
        "contacts",
        Contact,
        "memberships.contacts",
        "membership name post email is_lead starts_on ends_on",
        "membership starts_on name",
        "name",
    ),
    Book(
        "plan",
        Proposal,
        "proposals",
        "title about why_together state year half_term day starts_at ends_at place host pupils year_groups cost_pence"
        " cost_words aim answer_by version proposed_at state_at copied_from uid sequence call_off_reason",
        "year half_term day title proposed_at uid",
        "title",
    ),
    Book(
        "owners",
        ProposalOwner,
        "proposals.owners",
        "proposal membership contact",
        "proposal membership",
        "proposal membership",
    ),
    Book(
        "answers",
        Asked,
        "proposals.asked",
        "proposal membership gives gives_kind gets hours cost_pence pupils answer condition version own_version"
        " settled_at settled_words asked_at answered_at answered_by",
        "proposal membership",
        "proposal membership",
    ),
    Book(
        "given answers",
        GivenAnswer,
        "proposals.asked.given",
        "asked version answer condition by_name by_link at",
        "asked at version",
        "asked at",
    ),
    Book(
        "events",
        ProposalEvent,
        "proposals.events",
        "proposal kind version words changes reopened by_name at",
        "proposal at version kind",
        "proposal kind",
    ),
    Book(
        "questions",
        Question,
        "memberships.questions",
        "membership proposal_id words asked_by asked_at reply replied_by replied_at",
        "membership asked_at words",
        "words",
    ),
    Book(
        "meetings",
        Meeting,
        "meetings",
        "title year half_term day starts_at ends_at place host state notes made_at invited_at minutes_sent_at others"
        " why_called_off uid sequence",
        "day starts_at title made_at uid",
        "title",
    ),
    Book(
        "agenda",
        AgendaItem,
        "meetings.agenda",
        "meeting kind title minutes position",
        "meeting position",
        "title",
    ),
    Book(
        "attendance",
        Attendance,
        "meetings.attendance",
        "meeting membership coming words who asked_at replied_at present followed_up_at",
        "meeting membership",
        "meeting membership",
    ),
    Book(
        "actions",
        MeetingAction,
        "actions",
        "meeting words membership contact due_on done_on done_by dropped_on made_at",
        "due_on made_at membership words",
        "words",
    ),
    Book(
        "outside partners",
        ExternalPartner,
        "external_partners",
        "name kind website owner contact_name contact_email since ended_on notes",
        "name",
        "name",
    ),
    Book(
        "offers",
        Offer,
        "offers",
        "membership external direction kind title about who low_age high_age cost_pence lead_days from_day until_day"
        " made_at closed_on",
        "made_at membership external title",
        "title",
    ),
    Book(
        "promises",
        Promise,
        "promises",
        "offer request giver external receiver words kind hours due_on state giver_said_at receiver_said_at made_at"
        " settled_at",
        "due_on made_at receiver words",
        "words",
    ),
    Book(
        "practices",
        Practice,
        "practices",
        "origin title about steps effort evidence started_on made_at closed_on",
        "started_on title made_at",
        "title",
    ),
    Book(
        "practice links", PracticeLink, "practices.links", "practice words url position", "practice position", "words"
    ),
    Book(
        "practice steps",
        Adoption,
        "practices.adoptions",
        "practice membership stage on words made_at",
        "practice membership on made_at",
        "practice stage",
    ),
    Book("enquiries", Enquiry, "enquiries", "membership words about opened_on closed_on", "opened_on words", "words"),
    Book(
        "findings",
        Finding,
        "enquiries.findings",
        "enquiry membership words url on",
        "enquiry on",
        "enquiry membership",
    ),
    Book(
        "term calendars",
        TermCalendar,
        "calendars",
        "kind name year source made_at removed_at",
        "year kind name made_at removed_at",
        "name year",
    ),
    Book(
        "term dates",
        TermDates,
        "calendars.dates",
        "calendar kind first last name",
        "calendar first last kind name",
        "calendar first",
    ),
    Book("who keeps them", CalendarUse, "calendars.uses", "calendar school", "calendar school", "calendar school"),
)
BOOK_OF = {book.model: book for book in BOOKS}


def written(value: Any) -> str:
    """A value as text: dates and times as ISO 8601, moments in UTC, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def meant(field: Any, text: str) -> Any:
    """What was given to `written`. Raises Invalid, with what would mend it, for text that the field cannot hold."""
    if text == "" and field.null:
        return None
    if text == "" and _may_be_blank(field):
        return {} if isinstance(field, models.JSONField) else ""
    reader = next((read for kind, read in _READERS if isinstance(field, kind)), _by_the_field)
    try:
        value = reader(field, text)
    except ValidationError as problem:
        raise Invalid(" ".join(problem.messages)) from None
    except (ValueError, OverflowError, RecursionError):
        raise Invalid(_mend(field)) from None
    _fits(field, value)
    return value


def _may_be_blank(field: Any) -> bool:
    words = isinstance(field, models.CharField | models.TextField | models.JSONField)
    return words and (field.blank or "" in dict(field.choices or ()))


def _by_the_field(field: Any, text: str) -> Any:
    return field.clean(text, None)


def _moment(_field: Any, text: str) -> dt.datetime:
    value = dt.datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(text)
    return value.astimezone(dt.UTC)


def _changes(_field: Any, text: str) -> dict[str, Any]:
    """``{field: [before, after]}`` and nothing else: pages show it."""
    value = json.loads(text)
    if not isinstance(value, dict) or not all(isinstance(pair, list) and len(pair) == 2 for pair in value.values()):
        raise ValueError(text)
    return value


def _yes_no(_field: Any, text: str) -> bool:
    if text not in _YES_NO:
        raise ValueError(text)
    return _YES_NO[text]


_READERS: tuple[tuple[type[models.Field[Any, Any]], Callable[[Any, str], Any]], ...] = (
    (models.BooleanField, _yes_no),
    (models.DateTimeField, _moment),  # before DateField, which it is a kind of
    (models.DateField, lambda _field, text: dt.date.fromisoformat(text)),
    (models.TimeField, lambda _field, text: dt.time.fromisoformat(text)),
    (models.JSONField, _changes),
)


def _mend(field: Any) -> str:
    if isinstance(field, models.BooleanField):
        return _("Write yes or no.")
    if isinstance(field, models.DateTimeField):
        return _("Write a moment as 2026-11-05T16:30:00+00:00.")
    if isinstance(field, models.DateField):
        return _("Write a day as 2026-11-05.")
    if isinstance(field, models.TimeField):
        return _("Write a time as 16:30:00.")
    return _("This cannot be read. Take it as the file was given.")


def _fits(field: Any, value: Any) -> None:
    """What models leave to forms: long texts, and years that a calendar has."""
    if isinstance(value, str) and field.max_length and len(value) > field.max_length:
        raise Invalid(_("This is longer than %(most)s characters.") % {"most": f"{field.max_length:,}"})
    least, most = WITHIN.get(field.name, (None, None))
    if least is not None and not least <= value <= most:
        raise Invalid(_("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most})
