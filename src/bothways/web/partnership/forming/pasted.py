"""A pasted list of schools: each line is matched, several matches are offered, and a line without one is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core.forms import all_valid
from bothways.partnerships.actions import joining
from bothways.partnerships.forms.forming import MatchForm
from bothways.partnerships.queries import matching, partnerships
from bothways.schools.policies import may_add_school

_LEFT_OVER = "schools_not_found"


@dataclass
class _Look:
    """What came of looking: a form for each line that found schools, lines known already, lines that found none."""

    rows: list[tuple[matching.Match, MatchForm]] = field(default_factory=list)
    known: list[matching.Match] = field(default_factory=list)
    none: list[str] = field(default_factory=list)

    def add(self, partnership: partnerships.PartnershipRow, lines: Sequence[str]) -> None:
        """Look for more lines."""
        for match in matching.match_lines(partnership, lines[: matching.MOST_LINES]):
            if match.known:
                self.known.append(match)
            elif match.choices:
                self.rows.append((match, _form(match, len(self.rows), None)))
            else:
                self.none.append(match.line)
        self.none += lines[matching.MOST_LINES :]


def _form(match: matching.Match, number: int, data: Any) -> MatchForm:
    choices = [(each.school_id, f"{each.label}. {each.note}" if each.note else each.label) for each in match.choices]
    initial = {"line": match.line, "email": match.email, "school": match.sure}
    return MatchForm(data, prefix=f"row-{number}", choices=choices, initial=initial)


def first_look(request: HttpRequest, partnership: partnerships.PartnershipRow, given: dict[str, Any]) -> HttpResponse:
    """The lines as pasted; what was typed into the search box is the first of them, with the lead typed beside it."""
    look = _Look()
    typed = " ".join(given["q"].split())
    if typed:
        look.add(partnership, [typed])
        for _match, form in look.rows:
            form.initial.update({key: given[key] for key in ("name", "post", "email") if given[key]})
    look.add(partnership, matching.lines_of(given["lines"]))
    return _show(request, look, given["kind"])


def chosen(request: HttpRequest, partnership: partnerships.PartnershipRow) -> HttpResponse:
    """What was chosen for each line: ask those schools; or look again, with the lines that were put right."""
    count = request.POST["rows"]
    lines = [request.POST.get(f"row-{number}-line", "")[:500] for number in range(_few(count))]
    matches = matching.match_lines(partnership, lines)
    look = _Look([(match, _form(match, number, request.POST)) for number, match in enumerate(matches)])
    valid = all_valid([form for _match, form in look.rows])
    more = matching.lines_of(request.POST.get("lines", ""))
    if valid and request.POST.get("step") != "again":
        return _ask(request, partnership, look, more)
    look.add(partnership, more)
    return _show(request, look, request.POST.get("kind", ""), status=200 if valid else 422)


def may_add(request: HttpRequest) -> bool:
    """Whether they may add a school that the register does not hold."""
    person: Any = request.user
    return bool(may_add_school(person))


def _few(count: str) -> int:
    return min(int(count), matching.MOST_LINES) if count.isdecimal() and len(count) < 5 else 0


def _show(request: HttpRequest, look: _Look, kind: str, status: int = 200) -> HttpResponse:
    shown = {"look": look, "kind": kind, "not_found": "\n".join(look.none), "may_add": may_add(request)}
    return render(request, "partnership/forming/matches.html", shown, status=status)


def _ask(request: HttpRequest, partnership: partnerships.PartnershipRow, look: _Look, more: list[str]) -> HttpResponse:
    person: Any = request.user
    kind = request.POST.get("kind", "")
    wanted = [found for _match, form in look.rows if (found := form.wanted(kind))]
    outcome = joining.ask_several(by=person, partnership=partnership, wanted=wanted)
    count = len(outcome.asked)
    if count:
        messages.success(request, ngettext("Asked %(n)s school.", "Asked %(n)s schools.", count) % {"n": count})
    for sentence in outcome.refused:
        messages.error(request, sentence)
    request.session[_key(partnership)] = "\n".join(more)
    if more:
        messages.warning(request, _("Some lines found no school. They are kept here."))
    return HttpResponseRedirect(reverse("ask_schools" if more else "partnership_schools", args=[partnership.slug]))


def left_over(request: HttpRequest, partnership: partnerships.PartnershipRow) -> str:
    """The lines that found no school the last time, to be put right."""
    return str(request.session.get(_key(partnership), ""))


def _key(partnership: partnerships.PartnershipRow) -> str:
    return f"{_LEFT_OVER}:{partnership.pk}"
