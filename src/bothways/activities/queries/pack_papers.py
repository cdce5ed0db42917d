"""The papers of an event, each a PDF: one place says which there are, for the page and for the one press alike."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import segno
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bothways.activities.queries.labels import Label
from bothways.activities.queries.pack import Pack
from bothways.activities.queries.team_colours import Colour, colour
from bothways.activities.queries.teams import TeamRow
from bothways.activities.queries.timetable import SessionRow
from bothways.core import words
from bothways.core.pdf import Block, Bullets, Document, Fact, Facts, Heading, PageBreak, Paragraph, Table, compile_pdf


@dataclass(frozen=True)
class Paper:
    """One paper. ``makes`` gives its bytes, None for nothing. ``whole``, ``own``: for an event only, a school only."""

    key: str
    name: str | Promise
    about: str | Promise
    makes: Callable[[Pack], bytes | None]
    whole: bool = False
    own: bool = False


def _document(pack: Pack, name: str, blocks: Sequence[Block], lede: str = "") -> bytes | None:
    if not blocks:
        return None
    foot = f"{pack.activity.title}, {words.day(pack.activity.day)}. {_worry(pack)}"
    return Document(title=name, lede=lede or pack.activity.title, blocks=tuple(blocks), foot=foot).pdf()


def _worry(pack: Pack) -> str:
    who = " ".join(filter(None, (pack.activity.safeguarding_name, pack.activity.safeguarding_phone)))
    return _("Worried about a child? %(who)s") % {"who": who} if who else ""


def _team_words(team: TeamRow | None) -> str:
    if team is None:
        return ""
    paint = colour(team.colour)
    return f"{team.name}, {paint.words}" if paint else team.name


def _labels_of(pack: Pack, ids: Sequence[str]) -> list[Label]:
    found = [pack.labels[each] for each in ids if each in pack.labels]
    return sorted(found, key=lambda label: (label.school_name, label.words))


# Badges and signs


def badges(pack: Pack) -> bytes | None:
    """Ten on a sheet, by school: what to be called, team and colour, a square to scan, a marker for no photos."""
    cards = [_badge(pack, each.participant_id) for each in pack.people]
    if not cards:
        return None
    return compile_pdf("badges", {"event": pack.activity.title, "cards": cards}, title=_("Badges"))


def _badge(pack: Pack, child: str) -> dict[str, str | bool]:
    label, team = pack.labels[child], pack.team_of.get(child)
    paint = colour(team.colour) if team else None
    return {
        "name": label.words,
        "school": label.school_name,
        "team": _team_words(team) or _("No team yet"),
        **_painted(paint),
        "marker": "" if child in pack.photo_ok else _("No photos"),
        "svg": square(child),
        "alt": _("Code of this badge"),
    }


def _painted(paint: Colour | None) -> dict[str, str | bool]:
    if paint is None:
        return {"paint": "", "ink": "", "striped": False}
    return {"paint": paint.hex, "ink": paint.ink, "striped": paint.striped}


def square(text: str) -> str:
    """A code to scan, as SVG."""
    return str(segno.make(text, error="m").svg_inline(scale=4, border=1, unit=None, omitsize=False))


def signs(pack: Pack) -> bytes | None:
    """A sign for each room with what happens there, and one for each team and table."""
    found = [*_room_signs(pack), *_team_signs(pack.teams), *_team_signs(pack.tables)]
    if not found:
        return None
    return compile_pdf("signs", {"event": pack.activity.title, "signs": found}, title=_("Signs"))


def _room_signs(pack: Pack) -> Iterator[dict[str, object]]:
    rooms: dict[str, list[SessionRow]] = {}
    for each in pack.sessions:
        if each.room:
            rooms.setdefault(each.room, []).append(each)
    for room, sessions in rooms.items():
        lines = [f"{each.starts_at:%H:%M} {each.title}" for each in sessions]
        yield {"title": room, "lines": lines[:6], "paint": "", "ink": "", "colour": ""}


def _team_signs(teams: Sequence[TeamRow]) -> Iterator[dict[str, object]]:
    for team in teams:
        paint = colour(team.colour)
        lines = [team.room] if team.room else []
        painted = {"paint": paint.hex, "ink": paint.ink, "colour": str(paint.words)} if paint else {}
        yield {"title": team.name, "lines": lines, "paint": "", "ink": "", "colour": "", **painted}


# Lists


def registers(pack: Pack) -> bytes | None:
    """A sheet a school: number, what to be called, team, and boxes to tick. To be typed back by the numbers."""
    blocks: list[Block] = []
    heads = (_("No."), _("Who"), _("Year"), _("Team"), _("Here"), _("Left"))
    for part in pack.parts:
        rows = [each for each in pack.people if each.school_id == part.school_id]
        booking = pack.bookings.get(part.school_id)
        if not rows and booking is None:
            continue
        if blocks:
            blocks.append(PageBreak())
        blocks.append(Heading(part.school.name))
        blocks.append(Paragraph(_counted(len(rows) or (booking.places if booking else 0), booking)))
        if rows:
            lines = tuple(
                (
                    str(each.tag),
                    pack.own_labels[each.participant_id].words,
                    each.year_group,
                    _team_words(pack.team_of.get(each.participant_id)),
                    "☐",
                    "☐",
                )
                for each in rows
            )
            blocks.append(Table(heads=heads, rows=lines, numeric=(True, *(False,) * 5)))
        else:
            blocks.append(Paragraph(_("Pupils of this school come as a number. Here: ______   Left: ______")))
    return _document(pack, _("Register"), blocks)


def _counted(pupils: int, booking: object) -> str:
    adults = getattr(booking, "adults", 0)
    told = ngettext("%(n)d pupil", "%(n)d pupils", pupils) % {"n": pupils}
    return told + ", " + ngettext("%(n)d adult", "%(n)d adults", adults) % {"n": adults}


def team_lists(pack: Pack) -> bytes | None:
    """Each team, each table and each session with who is in it."""
    blocks: list[Block] = []
    titles = {each.id: each.title for each in pack.sessions}
    for heading, rows in (
        (_("Teams"), pack.teams),
        (_("Lunch tables"), pack.tables),
    ):
        blocks += _lists(pack, heading, [(_team_words(row), row.room, row.participant_ids) for row in rows])
    held: dict[str, list[str]] = {}
    for child, sessions in pack.seminar_of.items():
        for session in sessions:
            held.setdefault(session, []).append(child)
    rooms = {each.id: each.room for each in pack.sessions}
    many = [(titles[key], rooms.get(key, ""), tuple(ids)) for key, ids in held.items() if key in titles]
    blocks += _lists(pack, _("Sessions"), sorted(many))
    return _document(pack, _("Team and room lists"), blocks)


def _lists(pack: Pack, heading: str, rows: Sequence[tuple[str, str, Sequence[str]]]) -> list[Block]:
    blocks: list[Block] = []
    for name, room, ids in rows:
        members = _labels_of(pack, ids)
        if members:
            blocks.append(Heading(f"{name} ({room})" if room else name, 3))
            table = tuple((each.words, each.school_name, each.year_group) for each in members)
            blocks.append(Table(heads=(_("Who"), _("School"), _("Year")), rows=table, numeric=(False,) * 3))
    return [Heading(heading), *blocks] if blocks else []


def kitchen(pack: Pack) -> bytes | None:
    """Plates in numbers, and not one name."""
    if not any(each.total for each in pack.kitchen):
        return None
    rows = tuple((each.words, str(each.pupils), str(each.adults), str(each.total)) for each in pack.kitchen)
    total = (
        _("All"),
        *(str(sum(getattr(each, side) for each in pack.kitchen)) for side in ("pupils", "adults", "total")),
    )
    heads = (_("Plate"), _("Pupils"), _("Adults"), _("All"))
    blocks: list[Block] = [Table(heads=heads, rows=(*rows, total), numeric=(False, True, True, True))]
    asked = [
        _("%(plate)s: ask %(schools)s, who wrote more") % {"plate": each.words, "schools": ", ".join(each.ask)}
        for each in pack.kitchen
        if each.ask
    ]
    return _document(pack, _("For the kitchen"), [*blocks, *([Bullets(tuple(asked))] if asked else [])])


def photos(pack: Pack) -> bytes | None:
    """Who must not be in a photo, by school. They wear a yellow marker; no answer counts as no."""
    out = [each.participant_id for each in pack.people if each.participant_id not in pack.photo_ok]
    rows = tuple(
        (label.words, label.school_name, _team_words(pack.team_of.get(label.participant_id)))
        for label in _labels_of(pack, out)
    )
    if not rows:
        return None
    told = Paragraph(_("They wear a yellow marker. Ask nobody why. Whoever has not answered is on this list."))
    heads = (_("Who"), _("School"), _("Team"))
    return _document(pack, _("Not in photos"), [told, Table(heads=heads, rows=rows, numeric=(False,) * 3)])


# Timetables


def _line(each: SessionRow) -> tuple[str, ...]:
    leaders = "; ".join(leader.words for leader in each.leaders)
    return (f"{each.starts_at:%H:%M}–{each.ends_at:%H:%M}", each.title, each.room, leaders)


def timetables(pack: Pack) -> bytes | None:
    """The whole day, then each room's."""
    if not pack.sessions:
        return None
    heads = (_("When"), _("What"), _("Where"), _("Led by"))
    blocks: list[Block] = [Table(heads=heads, rows=tuple(_line(each) for each in pack.sessions), numeric=(False,) * 4)]
    rooms = dict.fromkeys(each.room for each in pack.sessions if each.room)
    for room in rooms:
        rows = tuple(_line(each) for each in pack.sessions if each.room == room)
        blocks += [Heading(room), Table(heads=heads, rows=rows, numeric=(False,) * 4)]
    return _document(pack, _("Timetable"), blocks)


def own_timetables(pack: Pack) -> bytes | None:
    """A strip for each pupil: where to be and when."""
    blocks: list[Block] = []
    for each in pack.people:
        day = pack.day_of(each.participant_id)
        if not day:
            return None
        label, team = pack.labels[each.participant_id], pack.team_of.get(each.participant_id)
        blocks.append(Heading(", ".join(filter(None, (label.words, label.school_name, _team_words(team)))), 3))
        blocks.append(
            Bullets(tuple(f"{row.starts_at:%H:%M} {row.title}" + (f", {row.room}" if row.room else "") for row in day))
        )
    return _document(pack, _("Timetables for pupils"), blocks)


# For one school's own hands


def visit_pack(pack: Pack) -> bytes | None:
    """What a school's own approval of visits asks for, ready to be copied into it or attached."""
    found = pack.activity
    times = f"{found.starts_at:%H:%M}–{found.ends_at:%H:%M}" if found.starts_at and found.ends_at else ""
    blocks: list[Block] = []
    for part in pack.parts:
        booking = pack.bookings.get(part.school_id)
        if booking is None:
            continue
        if blocks:
            blocks.append(PageBreak())
        adults = [each.name for each in booking.brings.all() if each.name]
        facts = (
            (_("What"), found.title),
            (_("When"), ", ".join(filter(None, (words.day(found.day), times)))),
            (_("Where"), ", ".join(filter(None, (found.place, found.host.name if found.host else "")))),
            (_("Arrival"), found.arrival),
            (_("Pupils and adults"), _counted(booking.places, booking)),
            (_("Adults"), ", ".join(adults)),
            (_("What the school wrote about adults"), part.adults_decision),
            (
                _("Host’s safeguarding lead"),
                " ".join(filter(None, (found.safeguarding_name, found.safeguarding_phone))),
            ),
            (_("What we give"), part.gives),
            (_("What we get"), part.gets),
        )
        blocks += [Heading(part.school.name), Facts(tuple(Fact(key, value) for key, value in facts if value))]
        blocks += _risk_blocks(pack)
    return _document(pack, _("Visit pack"), blocks)


def _risk_blocks(pack: Pack) -> list[Block]:
    if not pack.risks:
        return [Paragraph(_("No risk assessment is linked yet. Ask the host."))]
    rows = tuple(
        (each.title, each.version, each.reviewer, words.date(each.reviewed_on) if each.reviewed_on else "", each.link)
        for each in pack.risks
    )
    heads = (_("Risk assessment"), _("Version"), _("Reviewed by"), _("On"), _("Where"))
    return [Table(heads=heads, rows=rows, numeric=(False,) * 5)]


def certificates(pack: Pack) -> bytes | None:
    """One sheet a pupil of one's own school."""
    blocks: list[Block] = []
    for each in pack.people:
        label = pack.own_labels[each.participant_id]
        if blocks:
            blocks.append(PageBreak())
        took = _("%(who)s of %(school)s took part in this, together with pupils of other schools.")
        blocks += [
            Heading(label.words),
            Paragraph(took % {"who": label.words, "school": label.school_name}),
            Facts((Fact(_("What"), pack.activity.title), Fact(_("When"), words.day(pack.activity.day)))),
        ]
    return _document(pack, _("Certificate"), blocks)


PAPERS: tuple[Paper, ...] = (
    Paper(
        "badges", gettext_lazy("Badges"), gettext_lazy("ten on a sheet, with team, colour and a square to scan"), badges
    ),
    Paper("register", gettext_lazy("Register"), gettext_lazy("a sheet a school, with boxes to tick"), registers),
    Paper("lists", gettext_lazy("Team and room lists"), gettext_lazy("who is where"), team_lists),
    Paper("kitchen", gettext_lazy("For the kitchen"), gettext_lazy("plates in numbers, no names"), kitchen, whole=True),
    Paper("photos", gettext_lazy("Not in photos"), gettext_lazy("for whoever holds the camera"), photos),
    Paper("timetable", gettext_lazy("Timetable"), gettext_lazy("the day, and each room’s"), timetables),
    Paper("own-timetables", gettext_lazy("Timetables for pupils"), gettext_lazy("one for each pupil"), own_timetables),
    Paper("signs", gettext_lazy("Signs"), gettext_lazy("for doors, teams and tables"), signs, whole=True),
    Paper("visit", gettext_lazy("Visit pack"), gettext_lazy("for your school’s own approval"), visit_pack, own=True),
    Paper("certificates", gettext_lazy("Certificates"), gettext_lazy("one for each pupil"), certificates, own=True),
)
BY_KEY = {paper.key: paper for paper in PAPERS}


def papers_for(pack: Pack) -> Sequence[Paper]:
    """Those that this reader gets: of the whole event, or of their own school."""
    return [each for each in PAPERS if not (each.own if pack.whole else each.whole)]


def zipped(pack: Pack) -> tuple[bytes, int]:
    """All of them as one zip, and how many there are. File names say what and never who."""
    made = io.BytesIO()
    count = 0
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for paper in papers_for(pack):
            printed = paper.makes(pack)
            if printed is not None:
                file.writestr(f"{paper.key}.pdf", printed)
                count += 1
    return made.getvalue(), count
