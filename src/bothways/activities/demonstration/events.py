"""The events of the demonstration, relative to today: a maths conference ahead and one that is done, mass singing, a
young technicians’ day and a transition day. Others fill them with bookings, pupils, teams and the day itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bothways.activities.actions import starting
from bothways.activities.demonstration.agreed import Agreement, agree, school_day
from bothways.activities.kinds import by_key
from bothways.activities.models import (
    Activity,
    ActivityState,
    Happened,
    HappenedKind,
    RiskAssessment,
    Room,
    SessionLeader,
    Visitor,
)
from bothways.activities.queries import setting_up
from bothways.core import clock
from bothways.partnerships.demonstration.halton import HEATH, LUNTS, RIVERSIDE, WADE
from bothways.partnerships.demonstration.open_schools import KBA, LAXTON, OCP, OUNDLE, PWS, TDA
from bothways.partnerships.models import Partnership, Proposal
from bothways.schools.models import School

PHONE = "01632 960 142"  # kept free for fiction


@dataclass(frozen=True)
class Made:
    """What there is to fill. None where the register of the demonstration lacks its schools."""

    omec: Activity | None = None
    last_year: Activity | None = None
    singing: Activity | None = None
    technicians: Activity | None = None
    transition: Activity | None = None


@dataclass(frozen=True)
class Led:
    """Who leads a session of the timetable: by its title, with the room, a better title and the hours to prepare."""

    title: str
    urn: str
    post: str
    room: str = ""
    called: str = ""
    hours: str = "3"


_SEMINARS = (
    (TDA, "Head of maths", "Classroom 4", "Proof by picture"),
    (KBA, "Maths teacher", "Classroom 5", "Numbers that hide"),
    (PWS, "Second in maths", "Computer room", "Codes and how they break"),
)
CONFERENCE = (
    *(
        Led(f"Seminar {letter}{again}", urn, post, room, called, hours)
        for again, hours in (("", "4"), (", again", "0"))
        for letter, (urn, post, room, called) in zip("ABC", _SEMINARS, strict=True)
    ),
    Led("Training for teachers", TDA, "Lead practitioner", "Staff room", "Problems without a method", "5"),
    Led("Team circus", OUNDLE, "Head of partnerships", "Great Hall", "Team circus", "6"),
)
CONFERENCE_ROOMS = (
    ("Great Hall", 220, True),
    ("Dining hall", 160, True),
    ("Classroom 4", 30, True),
    ("Classroom 5", 28, False),
    ("Computer room", 26, True),
    ("Staff room", 24, True),
)
OMEC = Agreement(
    title="OMEC Years 7 and 8",
    about="Three seminars in mixed teams, training for teachers alongside, and a circus of problems to end.",
    why="Pupils meet others who like maths as much as they do.",
    owners=(TDA, OUNDLE),
    host=OUNDLE,
    place="Oundle School, the maths department",
    pupils=80,
    years="Years 7 and 8",
    starts=dt.time(9, 30),
    ends=dt.time(15, 0),
    gives={
        OUNDLE: "Rooms, lunch and the circus",
        TDA: "A seminar and the training",
        KBA: "A seminar",
        PWS: "A seminar, and judges from the sixth form",
    },
    gets="Eight places, and training for two teachers",
    no=(LAXTON, OCP),
    instead="Maths conference, Years 7 and 8",
)
SINGING = Agreement(
    title="Mass singing",
    about="Six schools, one hall: they rehearse together, each school sings alone, and everybody ends it.",
    why="One school alone cannot make that sound.",
    owners=(LAXTON, OCP),
    host=OUNDLE,
    place="Oundle School, the great hall",
    pupils=180,
    years="Year 5",
    starts=dt.time(10, 0),
    ends=dt.time(13, 20),
    gives={
        LAXTON: "The music and a conductor",
        OCP: "Rehearsals and a choir",
        OUNDLE: "The great hall",
        TDA: "A rehearsal pianist",
    },
    gets="Thirty places for Year 5",
    instead="Mass singing",
)
TECHNICIANS = Agreement(
    title="Young technicians’ day",
    about="Pupils who prepare practicals learn from technicians, and from each other.",
    why="A school has two of them; together there are thirty.",
    owners=(RIVERSIDE, WADE),
    host=RIVERSIDE,
    place="Riverside College, the engineering workshop",
    pupils=30,
    years="Years 8 to 10",
    starts=dt.time(9, 30),
    ends=dt.time(13, 45),
    gives={RIVERSIDE: "The workshop and two technicians", WADE: "A technician", HEATH: "Sixth-form helpers"},
    gets="Up to ten places",
    only=(RIVERSIDE, WADE, HEATH),
)
TRANSITION = Agreement(
    title="Transition day, Year 6 to Year 7",
    about="Year 6 of several primaries meet the school they go to next, in the groups they will be in.",
    why="Nobody should know nobody on the first day.",
    owners=(WADE, LUNTS),
    host=WADE,
    place="Wade Deacon High School",
    pupils=120,
    years="Year 6",
    starts=dt.time(9, 30),
    ends=dt.time(13, 35),
    gives={WADE: "Lessons, lunch and guides from Year 8", LUNTS: "Two teachers who know the pupils"},
    gets="A day at the school that comes next",
)


def make_events(today: dt.date) -> Made:
    """Every event, once; nothing where a partnership of the demonstration is not there or has events already."""
    together, halton = (Partnership.unscoped.filter(slug=slug, is_demo=True).first() for slug in ("open", "halton"))
    made: dict[str, Activity] = {}
    if together is not None and not together.activities.exists():
        made |= _of_open(together, today)
    if halton is not None and not halton.activities.exists():
        made |= _of_halton(halton, today)
    return Made(**made)


def _of_open(partnership: Partnership, today: dt.date) -> dict[str, Activity]:
    made: dict[str, Activity] = {}
    before = partnership.proposals.filter(title=OMEC.instead, state="done").order_by("-day").first()
    if before is not None:
        made["last_year"] = _set_up(before, "conference", ActivityState.DONE, training_places=12)
        _conference(made["last_year"])
    ahead = agree(partnership, OMEC, school_day(partnership, today + dt.timedelta(days=21)))
    made["omec"] = _set_up(
        ahead,
        "conference",
        ActivityState.OPEN,
        training_places=20,
        names_by=ahead.day - dt.timedelta(days=7) if ahead.day else None,
        guests_from=today - dt.timedelta(days=2),
        outcomes=["thinking_scientifically", "new_friends", "broader_horizons"],
        arrival="Coaches stop at the chapel gate. Bring a pencil, a packed bag and a coat: rooms are across the road.",
    )
    _conference(made["omec"])
    series = partnership.series.create(name="Maths conference", a_year=3, since=2017)
    partnership.activities.filter(kind="conference").update(series=series)
    singing = agree(partnership, SINGING, school_day(partnership, today + dt.timedelta(days=35)))
    made["singing"] = _set_up(singing, "singing", ActivityState.OPEN, outcomes=["new_friends", "broader_horizons"])
    _rooms(made["singing"], (("Great Hall", 300, True), ("Music school", 60, True)))
    _lead(
        made["singing"],
        (
            Led("Joint rehearsal", LAXTON, "Director of music", "Great Hall", hours="6"),
            Led("Finale, everybody", OCP, "Music lead", "Great Hall", hours="2"),
        ),
    )
    return made


def _of_halton(partnership: Partnership, today: dt.date) -> dict[str, Activity]:
    technicians = agree(partnership, TECHNICIANS, school_day(partnership, today + dt.timedelta(days=28)))
    made = {"technicians": _set_up(technicians, "technicians", ActivityState.OPEN)}
    _rooms(made["technicians"], (("Engineering workshop", 36, True), ("Canteen", 80, True)))
    _lead(
        made["technicians"],
        (
            Led("Setting up a practical", RIVERSIDE, "Technician", "Engineering workshop", hours="2"),
            Led("Mending and checking kit", WADE, "Senior technician", "Engineering workshop", hours="2"),
            Led("What technicians do all day", RIVERSIDE, "Head of engineering", "Engineering workshop", hours="1"),
        ),
    )
    Visitor.objects.create(
        activity=made["technicians"],
        school=made["technicians"].host,
        name="Apprentice, a maker of instruments",
        organisation="A maker of instruments",
        check_level="Always with staff; no check needed",
        seen_on=today - dt.timedelta(days=3),
        seen_by="Head of engineering",
    )
    transition = agree(partnership, TRANSITION, school_day(partnership, today + dt.timedelta(days=45)))
    next_school = School.objects.filter(identifier=WADE).first()
    from_school = School.objects.filter(identifier=LUNTS).first()
    made["transition"] = _set_up(
        transition,
        "transition",
        ActivityState.PLANNING,
        transition="6-7",
        to_school=next_school,
        from_school=from_school,
    )
    return made


def _set_up(proposal: Proposal, kind: str, state: ActivityState, **more: Any) -> Activity:
    """The event of a proposal, as `actions.activities.begin` makes it, moved on to its state."""
    wanted = setting_up.wanted_of(proposal, kind, proposal.day or clock.today())
    found = by_key(kind)
    values: dict[str, Any] = {**wanted.terms.__dict__, **wanted.details.columns}
    safe = {"safeguarding_name": "Designated safeguarding lead", "safeguarding_phone": PHONE}
    made: Activity = proposal.partnership.activities.create(
        proposal=proposal, state=state, **{**values, **safe, **more}
    )
    for school in wanted.schools:
        starting.take_in(made, school)
    starting.make_pools(made)
    starting.lay_out(made)
    Happened.objects.create(
        activity=made, kind=HappenedKind.MADE, by_name="Partnership lead", at=clock.now() - dt.timedelta(days=10)
    )
    if found.needs.risk:
        RiskAssessment.objects.create(
            activity=made,
            title=f"{made.title}: rooms, routes and lunch",
            link="https://example.org/risk-assessment",
            version="2",
            reviewer="Educational visits coordinator",
            reviewed_on=min(clock.today(), made.day) - dt.timedelta(days=9),
            owner=made.host,
        )
    return made


def _conference(made: Activity) -> None:
    _rooms(made, CONFERENCE_ROOMS)
    _lead(made, CONFERENCE)
    rooms = {room.name: room for room in made.rooms.all()}
    made.sessions.filter(kind="lunch").update(room=rooms["Dining hall"])
    made.sessions.filter(kind="arrival").update(room=rooms["Great Hall"])


def _rooms(made: Activity, rooms: Sequence[tuple[str, int, bool]]) -> None:
    Room.objects.bulk_create(
        [Room(activity=made, name=name, holds=holds, step_free=step_free) for name, holds, step_free in rooms]
    )


def _lead(made: Activity, leading: Sequence[Led]) -> None:
    """Leaders where their school takes part; a session gets its room and its own title."""
    rooms = {room.name: room for room in made.rooms.all()}
    schools = {part.school.identifier: part.school_id for part in made.taking_part.select_related("school")}
    for each in leading:
        for session in made.sessions.filter(title=each.title):
            session.title, session.room = each.called or session.title, rooms.get(each.room)
            session.save(update_fields=["title", "room"])
            if each.urn in schools:
                SessionLeader.objects.create(
                    session=session,
                    school_id=schools[each.urn],
                    name=each.post,
                    post=each.post,
                    preparing_hours=Decimal(each.hours),
                )
