"""Notes and actions: writing them, sending them, following up who was away, and seeing actions done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import access, clock
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.messages.render import Rendered, render
from bothways.partnerships import policies
from bothways.partnerships.actions import meeting_mail
from bothways.partnerships.actions import meeting_minutes as actions
from bothways.partnerships.forms.meetings import NotesForm, TakenForm
from bothways.partnerships.queries import meeting_actions, partnerships
from bothways.partnerships.queries import meeting_people as people
from bothways.partnerships.queries import meetings as queries
from bothways.schools.roles import Permission
from bothways.web.doing import saved
from bothways.web.partnership.here import may_run, partnership_here
from bothways.web.partnership.meetings.here import done, frame, list_tabs, meeting_here, shown, to

ROWS, MOST_ROWS = 3, 30
DEEDS = ("done", "dropped", "open")


def _owners(partnership: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Schools, and under each the school as a whole and its people: the choices of one select."""
    known = people.contacts(partnership)
    return [
        (each.school.name, [(f"{each.pk}:", _("%(school)s, whoever it is") % {"school": each.school.name})]
         + [(f"{each.pk}:{one.pk}", ", ".join(filter(None, (one.name, one.post)))) for one in known.get(each.pk, ())])
        for each in partnerships.members(partnership)
    ]  # fmt: skip


def _rows(request: HttpRequest, partnership: Any) -> list[TakenForm]:
    """As many as the page had; with “Add more rows” three more, and nobody is told off yet for half a row."""
    asked, more = request.POST.get("rows", ""), "more" in request.POST
    count = min(int(asked) if asked.isdigit() else ROWS, MOST_ROWS)
    owners = _owners(partnership)
    if not more:
        return [TakenForm(request.POST or None, prefix=f"a{number}", owners=owners) for number in range(count)]
    return [
        TakenForm(prefix=f"a{number}", owners=owners, initial=_typed(request, f"a{number}"))
        for number in range(count + ROWS)
    ]


def _typed(request: HttpRequest, prefix: str) -> dict[str, str]:
    return {name: request.POST.get(f"{prefix}-{name}", "") for name in ("words", "who", "due_on")}


def _taken(forms: Sequence[TakenForm]) -> list[actions.Taken]:
    found = []
    for form in forms:
        if form.filled:
            membership, _colon, contact = form.cleaned_data["who"].partition(":")
            found.append(actions.Taken(form.cleaned_data["words"], membership, contact, form.cleaned_data["due_on"]))
    return found


@page(may=Permission.SEE_PARTNERSHIP)
def minutes(request: HttpRequest, slug: str, meeting_id: str) -> HttpResponse:
    """Notes and actions. What is typed is never lost: “Add more rows” keeps all of it."""
    person: Any = request.user
    meeting = meeting_here(request, slug, meeting_id)
    if request.method != "POST":
        return _minutes_page(request, meeting, NotesForm(initial={"notes": meeting.notes}))
    access.demand(policies.may_run(person, meeting.partnership))
    form, rows = NotesForm(request.POST), _rows(request, meeting.partnership)
    if "more" in request.POST:
        return _minutes_page(request, meeting, NotesForm(initial={"notes": request.POST.get("notes", "")}), rows)
    good = all([form.is_valid(), *(row.is_valid() for row in rows)])

    def deed() -> str:
        actions.write(by=person, meeting=meeting, notes=form.cleaned_data["notes"], taken=_taken(rows))
        return _("Saved.")

    if not good or not saved(request, form, deed):
        return _minutes_page(request, meeting, form, rows)
    return to("send_minutes" if "send" in request.POST else "meeting_minutes", slug, meeting.pk)


def _minutes_page(
    request: HttpRequest, meeting: queries.MeetingRow, form: NotesForm, rows: Sequence[TakenForm] | None = None
) -> HttpResponse:
    runs = may_run(request, meeting.partnership)
    places = queries.places(meeting)
    shows = rows if rows is not None else (_rows(request, meeting.partnership) if runs else ())
    context = {
        **frame(request, meeting, "meeting_minutes"),
        "form": form,
        "rows": shows,
        "actions": _shown(request, meeting_actions.of_meeting(meeting)),
        "came": [place.school for place in places if place.present] + [each for each in (meeting.others,) if each],
        "missed": [place.school for place in places if place.present is False],
        "absent": queries.absent(meeting) if runs else (),
    }
    return shown(request, "minutes", context, form, *shows)


def _shown(request: HttpRequest, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Actions with what may be done to each by who looks."""
    person: Any = request.user
    return [
        {
            "row": row,
            "said": meeting_actions.said(row),
            "open": meeting_actions.is_open(row),
            "late": meeting_actions.is_open(row) and row.due_on is not None and row.due_on < clock.today(),
            "may": bool(policies.may_speak_for(person, row.membership)),
            "may_change": bool(policies.may_run(person, row.membership.partnership)),
        }
        for row in rows
    ]


@page(may=Permission.RUN_PARTNERSHIP)
def send(request: HttpRequest, slug: str, meeting_id: str) -> HttpResponse:
    """The mail as it will leave, who gets it, and one press that sends it."""
    person: Any = request.user
    meeting = meeting_here(request, slug, meeting_id)
    access.demand(policies.may_run(person, meeting.partnership))

    def deed() -> str:
        sent = actions.send(by=person, meeting=meeting)
        return ngettext("Sent to %(n)s school.", "Sent to %(n)s schools.", sent) % {"n": sent}

    if request.method == "POST":
        return done(request, deed, "send_minutes", slug, meeting.pk)
    rows = queries.readers(meeting)
    return shown(request, "send", {**frame(request, meeting, "meeting_minutes"), **_letters(meeting, rows)})


@page(may=Permission.RUN_PARTNERSHIP)
def missed(request: HttpRequest, slug: str, meeting_id: str) -> HttpResponse:
    """The schools that missed it: send them the notes, or say that they were told."""
    person: Any = request.user
    meeting = meeting_here(request, slug, meeting_id)
    access.demand(policies.may_run(person, meeting.partnership))

    def deed() -> str:
        if "told" in request.POST:
            actions.told_otherwise(by=person, meeting=meeting)
            return _("Noted: they have been told.")
        sent = actions.send_to_absent(by=person, meeting=meeting)
        return ngettext("Sent to %(n)s school.", "Sent to %(n)s schools.", sent) % {"n": sent}

    if request.method == "POST":
        return done(request, deed, "meeting_minutes", slug, meeting.pk)
    rows = queries.absent(meeting)
    context = {**frame(request, meeting, "meeting_minutes"), **_letters(meeting, rows), "rows": rows}
    return shown(request, "missed", context)


def _letters(meeting: queries.MeetingRow, rows: Sequence[Any]) -> dict[str, Any]:
    """Who gets it with what became of it, and the first mail rendered by the code that sends it."""
    letters = meeting_mail.minutes_letters(meeting, rows)
    states = people.delivery("meeting.minutes", [row.pk for row in rows])
    reached: dict[str, list[str]] = {}
    for letter, _said in letters:
        reached.setdefault(letter.row.pk, []).append(letter.contact.name)
    lines = [
        (row.membership.school.name, ", ".join(reached.get(row.pk, ())), _became(meeting, states.get(row.pk, "")))
        for row in rows
    ]
    return {
        "lines": lines,
        "reached": len(reached),
        "sample": _preview(meeting, letters),
        "something": bool(meeting.notes or meeting_actions.of_meeting(meeting)),
    }


def _became(meeting: queries.MeetingRow, state: str) -> tuple[str, str]:
    """What became of a school's mail; before anything was sent that is no fault, so it is not marked."""
    return people.delivery_words(state) if state or meeting.minutes_sent_at else (_("Not sent yet"), "")


def _preview(meeting: queries.MeetingRow, letters: Sequence[Any]) -> Rendered | None:
    """The mail of a school that took something on, if there is one."""
    nothing = _("nothing this time")
    first = next((each for each in letters if each[1]["own"] != nothing), letters[0] if letters else None)
    if first is None:
        return None
    letter, said = first
    return render(
        "meeting.minutes", {**meeting_mail.about(meeting, letter), **said, "link": meeting_mail.sample_link()}
    )


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def actions_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that is open, and what was settled lately."""
    partnership = partnership_here(request, slug)
    rows = _shown(request, tuple(meeting_actions.of_partnership(partnership)[:200]))
    context = {
        "open": [row for row in rows if row["open"]],
        "settled": [row for row in rows if not row["open"]],
        "tabs": list_tabs(slug, "meeting_actions"),
    }
    return shown(request, "actions", context)


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def settle(request: HttpRequest, slug: str, action_id: str) -> HttpResponse:
    """Done, not needed, or open after all."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    found = meeting_actions.action(action_id, partnership=partnership, by=person)
    wanted: Any = request.POST.get("deed", "")
    if wanted not in DEEDS:
        raise NotFound

    def deed() -> str:
        actions.settle(by=person, action_row=found, deed=wanted)
        said = {"done": _("Done: %(words)s"), "dropped": _("Not needed: %(words)s"), "open": _("Open: %(words)s")}
        return said[wanted] % {"words": found.words}

    return done(request, deed, "meeting_actions", slug)


@page(may=Permission.RUN_PARTNERSHIP)
def change(request: HttpRequest, slug: str, action_id: str) -> HttpResponse:
    """Put an open action right: its words, whose it is, its day."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_run(person, partnership))
    found = meeting_actions.action(action_id, partnership=partnership, by=person)
    written = {"words": found.words, "who": f"{found.membership_id}:{found.contact_id or ''}", "due_on": found.due_on}
    form = TakenForm(request.POST or None, owners=_owners(partnership), initial=written, filled=True)

    def deed() -> str:
        actions.rewrite(by=person, action_row=found, taken=_taken([form])[0])
        return _("Saved.")

    if request.method == "POST" and form.is_valid() and saved(request, form, deed):
        return to("meeting_actions", slug)
    return shown(request, "change_action", {"form": form, "action": found}, form)
