"""Handing over: who runs it next, the printed pack, and everything as tables."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import access, clock
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.core.exports import attachment
from bothways.partnerships import policies
from bothways.partnerships.actions import handing_over as actions
from bothways.partnerships.forms.forming import HandOverForm
from bothways.partnerships.needs.found import found
from bothways.partnerships.queries import forming as reads
from bothways.partnerships.queries import handing_over as asked
from bothways.partnerships.queries import pack as paper
from bothways.partnerships.queries import partnerships, takeaway
from bothways.schools.roles import Permission
from bothways.web.doing import do
from bothways.web.partnership.here import partnership_here


def _run_by(request: HttpRequest, slug: str) -> tuple[Any, partnerships.PartnershipRow]:
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_run(person, partnership))
    return person, partnership


@page(may=Permission.RUN_PARTNERSHIP)
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose somebody, say whether you stay, press."""
    person, partnership = _run_by(request, slug)
    contacts = asked.could_take_over(partnership, by=person)
    form = HandOverForm(request.POST or None, contacts=list({each.email: _choice(each) for each in contacts}.items()))
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_over(by=person, partnership=partnership, email=form.whom(), leaves=form.leaves())
        except ProductError as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, _asked_words(form))
            return HttpResponseRedirect(reverse("hand_over", args=[slug]))
    shown = {
        "form": form,
        "waiting": asked.waiting(partnership, by=person),
        "coordinators": reads.coordinators(partnership),
        "past": asked.past(partnership),
    }
    return render(request, "partnership/forming/hand_over.html", shown, status=422 if form.errors else 200)


def _choice(contact: asked.ContactRow) -> str:
    """Ann Example, Science lead, Giver School."""
    return ", ".join(filter(None, dict.fromkeys((contact.name, contact.post, contact.membership.school.name))))


def _asked_words(form: HandOverForm) -> str:
    words = {"email": form.whom()}
    if form.leaves():
        return _("Asked %(email)s. Your role ends when they say yes.") % words
    return _("Asked %(email)s. When they say yes, you both run it.") % words


@page(may=Permission.RUN_PARTNERSHIP, methods=["GET"])
def pack(request: HttpRequest, slug: str) -> HttpResponse:
    """Contacts, dates, promises, open actions and needs, printed."""
    _person, partnership = _run_by(request, slug)
    today = clock.today()
    needs = [f"{need.title}. {need.text}" for need in found(partnership, today).needs if need.for_run]
    made = paper.pack(partnership, today, needs).pdf()
    named = attachment(_("Handing over %(name)s") % {"name": partnership.name}, "pdf")
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@page(may=Permission.RUN_PARTNERSHIP, sudo=True, methods=["GET"])
def everything(request: HttpRequest, slug: str) -> HttpResponse:
    """All that the partnership holds, as tables in one file, after a fresh proof of who asks."""
    _person, partnership = _run_by(request, slug)
    named = attachment(_("Everything of %(name)s") % {"name": partnership.name}, "zip")
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return HttpResponse(takeaway.archive(partnership), content_type="application/zip", headers=headers)


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def again(request: HttpRequest, slug: str, invitation_id: str) -> HttpResponse:
    """Ask again, with a new link."""
    person, partnership = _run_by(request, slug)
    offered = asked.invitation(partnership, invitation_id, by=person)
    done = _("Sent again to %(email)s. The link of the first e-mail no longer works.") % {"email": offered.email}
    back = reverse("hand_over", args=[slug])
    return do(request, lambda: actions.ask_again(by=person, partnership=partnership, invitation=offered), done, back)


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def take_back(request: HttpRequest, slug: str, invitation_id: str) -> HttpResponse:
    """Take an unanswered question back."""
    person, partnership = _run_by(request, slug)
    offered = asked.invitation(partnership, invitation_id, by=person)
    done = _("Taken back. Everything stays as it was.")
    back = reverse("hand_over", args=[slug])
    return do(request, lambda: actions.take_back(by=person, partnership=partnership, invitation=offered), done, back)


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def end(request: HttpRequest, slug: str, role_id: str) -> HttpResponse:
    """A coordinator stops. Whoever ends their own role no longer sees these pages."""
    person, partnership = _run_by(request, slug)
    here = reverse("hand_over", args=[slug])
    back = "/" if role_id in {role.pk for role in person.held} else here
    done = _("The role has ended.")

    def deed() -> None:
        actions.end_role(by=person, partnership=partnership, role_id=role_id)

    return do(request, deed, done, back, refused=here)
