"""Who comes from one's own school: pasted, ticked from the school's own list, withdrawn, put back, taken away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bothways.activities.actions import coming as actions
from bothways.activities.forms.coming import ComingFilters, PasteForm, PickForm
from bothways.activities.queries import coming as reads
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.core.lists import Column, Empty, List, Row
from bothways.rules import booking_names
from bothways.rules.pupils import year_words
from bothways.schools.roles import Permission
from bothways.web.event.bookings.here import Own, posted, pupils_here
from bothways.web.event.here import do, show

_SHOWN_PROBLEMS = 5


def _row(each: Any) -> Row:
    pupil = each.pupil
    name = f"{pupil.first_name} {pupil.initial}".strip() or pupil.local_id if pupil else _("forgotten")
    state = {"text": _("withdrawn"), "tag": "no"} if each.withdrawn_at else _("coming")
    link = {"text": name, "url": f"{each.pk}/"}
    return Row(each.pk, name, (link, str(each.tag), year_words(each.year_group), _group(pupil), state))


def _group(pupil: Any) -> str:
    return pupil.group if pupil else ""


PUPILS: List[Any] = List(
    caption=gettext_lazy("Pupils who come from your school"),
    columns=(
        Column("name", gettext_lazy("Pupil")),
        Column("tag", gettext_lazy("Number"), sort=("tag",), numeric=True),
        Column("year", gettext_lazy("Year"), sort=("year_group", "tag")),
        Column("group", gettext_lazy("Class"), sort=("pupil__group", "tag")),
        Column("state", gettext_lazy("Coming"), sort=("withdrawn_at", "tag")),
    ),
    row=_row,
    filters=ComingFilters,
    order=("tag",),
    empty=Empty(gettext_lazy("Nobody is listed yet"), gettext_lazy("Paste a list, or choose from your own.")),
)


@page(may=Permission.SEE_PUPILS)
def pupils(request: HttpRequest, activity_id: str, part_id: str) -> HttpResponse:
    """One's own school's pupils at the event, with the box to paste more into."""
    own = pupils_here(request, activity_id, part_id)
    rows = reads.pupils_of(own.booking, by=own.here.person)
    taken: Any = PUPILS.export(request, rows, _("pupils"))
    if taken is not None:
        return taken  # type: ignore[no-any-return]  # a file is streamed
    form = PasteForm(posted(request))
    if request.method == "POST" and form.is_valid() and _listed(request, own, form):
        return HttpResponseRedirect(reverse("event_pupils", args=[activity_id, part_id]))
    shown = {"list": PUPILS.show(request, rows), "form": form, "listed": reads.listed(own.booking), **own.shown()}
    answer = show(own.here, "event/bookings/pupils.html", "event_places", shown)
    answer.status_code = 422 if form.errors else 200
    return answer


def _listed(request: HttpRequest, own: Own, form: PasteForm) -> bool:
    """Put them on the list; what is wrong is said at the box, and what was pasted stays in it."""
    read = booking_names.read(form.cleaned_data["lines"])
    problem = _problem(read, twice=form.cleaned_data["twice"])
    if not problem:
        try:
            actions.list_pasted(
                by=own.here.person, booking=own.booking, rows=read.lines, twice=form.cleaned_data["twice"]
            )
        except ProductError as refused:
            problem = refused.sentence
    if problem:
        form.add_error("lines", problem)
        form.doubled = bool(read.doubled)  # type: ignore[attr-defined]  # the template asks for it
        return False
    messages.success(request, _said(read))
    return True


def _said(read: booking_names.Pasted) -> str:
    count = len(read.lines)
    said = ngettext("%(n)s pupil is listed.", "%(n)s pupils are listed.", count) % {"n": count}
    cut = ngettext("%(n)s surname was cut to its first letter.", "%(n)s surnames were cut to one letter.", read.cut)
    return f"{said} {cut % {'n': read.cut}}" if read.cut else said


def _problem(read: booking_names.Pasted, *, twice: bool) -> str:
    """What has to be put right first, in a sentence; nothing when all is well."""
    if read.too_long:
        return _("More than %(n)s lines were pasted. Take a shorter piece; nothing was lost.") % {
            "n": booking_names.MOST_LINES
        }
    if read.unread:
        lines = ", ".join(str(number) for number in read.unread[:_SHOWN_PROBLEMS])
        return _("There is no name in line %(lines)s. Put it right, or take it out.") % {"lines": lines}
    if not read.lines:
        return _("We could not find a name in this. Paste one pupil a line.")
    if read.doubled and not twice:
        return " ".join([*(_alike(each) for each in read.doubled[:_SHOWN_PROBLEMS]), str(_WHAT_NOW)])
    return ""


_WHAT_NOW = gettext_lazy("One child: take a line out. Different children: tick the box below.")


def _alike(lines: tuple[booking_names.Line, ...]) -> str:
    numbers = _(" and ").join(str(line.number) for line in lines)
    return _("Lines %(numbers)s both say ‘%(words)s’.") % {"numbers": numbers, "words": lines[0].words}


@page(may=Permission.SEE_PUPILS)
def choose(request: HttpRequest, activity_id: str, part_id: str) -> HttpResponse:
    """Tick pupils of the school's own list, so that nobody's name is typed again."""
    own = pupils_here(request, activity_id, part_id)
    found = {each.pk: each for each in reads.to_choose_from(own.booking, by=own.here.person)}
    form = PickForm(posted(request), choices=[(key, _words(each)) for key, each in found.items()])
    if request.method == "POST" and form.is_valid():
        try:
            chosen = [found[key] for key in form.cleaned_data["pupils"]]
            actions.bring_pupils(by=own.here.person, booking=own.booking, pupils=chosen)
        except ProductError as problem:
            form.add_error("pupils", problem.sentence)
        else:
            said = ngettext("%(n)s pupil is listed.", "%(n)s pupils are listed.", len(chosen))
            messages.success(request, said % {"n": len(chosen)})
            return HttpResponseRedirect(reverse("event_pupils", args=[activity_id, part_id]))
    shown = {"form": form, "any": bool(found), **own.shown()}
    answer = show(own.here, "event/bookings/choose.html", "event_places", shown)
    answer.status_code = 422 if form.errors else 200
    return answer


def _words(pupil: Any) -> str:
    name = f"{pupil.first_name} {pupil.initial}".strip() or pupil.local_id
    return ", ".join(filter(None, (name, year_words(pupil.year_group), pupil.group)))


@page(may=Permission.SEE_PUPILS)
def pupil(request: HttpRequest, activity_id: str, part_id: str, participant_id: str) -> HttpResponse:
    """One pupil of one's own school: not coming, or coming after all."""
    own = pupils_here(request, activity_id, part_id)
    found = reads.own_participant(own.booking, participant_id, by=own.here.person)
    if request.method == "POST":

        def deed() -> None:
            if request.POST.get("said") == "back":
                actions.put_back_participant(by=own.here.person, participant=found)
            else:
                actions.withdraw_participant(by=own.here.person, participant=found)

        back = request.POST.get("said") == "back"
        done = _("Coming after all.") if back else _("Withdrawn. The place stays yours for another pupil.")
        return do(own.here, deed, done, "event_pupils", part_id)
    shown = {"participant": found, "words": _row(found).name, **own.shown()}
    return show(own.here, "event/bookings/pupil.html", "event_places", shown)
