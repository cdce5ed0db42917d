"""The needs audit: how sure each school is, and which courses answer what is lacking."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from bothways.activities.actions import training as actions
from bothways.activities.kinds.training import AREAS
from bothways.activities.queries import training
from bothways.core import clock
from bothways.core.access import page
from bothways.core.errors import Refused
from bothways.rules import terms
from bothways.schools.roles import Permission
from bothways.web.partnership.here import partnership_here
from bothways.web.partnership.speaking import speaks_for

LEVELS = ("1", "2", "3", "4", "5")


@page(may=Permission.SEE_PARTNERSHIP)
def needs_audit(request: HttpRequest, slug: str) -> HttpResponse:
    """Eleven areas, one to five each; and what the schools together lack. Nobody sees another school's own answers."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    year = terms.academic_year(clock.today()).start
    own = speaks_for(request, partnership)
    chosen = next((each for each in own if each.pk == request.GET.get("school")), own[0] if own else None)
    if request.method == "POST":
        if chosen is None:
            raise Refused(_("Only schools that belong to the partnership can answer."))
        said = {area: int(level) for area in AREAS if (level := request.POST.get(area)) in LEVELS}
        actions.say_confidence(by=person, membership=chosen, year=year, said=said)
        messages.success(request, _("Saved for %(school)s.") % {"school": chosen.school.name})
        return HttpResponseRedirect(request.get_full_path())
    answered = training.audit_of(chosen, year) if chosen else {}
    shown = {
        "own": own,
        "chosen": chosen,
        "areas": [(key, words, answered[key].confidence if key in answered else None) for key, words in AREAS.items()],
        "lacking": training.lacking(partnership, year),
        "year": terms.AcademicYear(year),
    }
    return render(request, "partnership/training/audit.html", shown)
