"""Sends that need a person: who may not have been reached, by address, and sending again after a look."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bothways.core import outbox, words
from bothways.core.access import page
from bothways.core.lists import Column, Deed, Empty, Filters, List, Row
from bothways.messages.catalogue import BY_KIND
from bothways.schools.roles import Permission

SHOWN_FIRST = 10


class SendFilters(Filters):
    """In doubt, or not delivered."""

    state = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        required=False,
        choices=[
            ("", gettext_lazy("Everything")),
            ("in_doubt", gettext_lazy("May or may not have arrived")),
            ("failed", gettext_lazy("Could not be delivered")),
        ],
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """One state, or both."""
        return rows.filter(state=self.cleaned_data["state"]) if self.cleaned_data["state"] else rows


def _row(sent: Any) -> Row:
    to = sent.recipient or _("address forgotten")
    about = BY_KIND[sent.kind].about if sent.kind in BY_KIND else sent.kind
    state = {"text": sent.get_state_display(), "tag": "wait" if sent.state == "in_doubt" else "no", "hint": sent.error}
    return Row(sent.pk, to, (to, str(about), state, words.ago(sent.created_at)))


SENDS: List[Any] = List(
    caption=gettext_lazy("Sends that need a person"),
    columns=(
        Column("to", gettext_lazy("To")),
        Column("about", gettext_lazy("Why it is sent"), sort=("kind",)),
        Column("state", gettext_lazy("What became of it"), sort=("state", "-created_at")),
        Column("when", gettext_lazy("Asked for"), sort=("created_at",)),
    ),
    row=_row,
    filters=SendFilters,
    order=("-created_at",),
    empty=Empty(gettext_lazy("None"), gettext_lazy("Everything that was sent is accounted for.")),
    bulk=(Deed("again", gettext_lazy("Send again")),),
    exports=(),
)


@page(may=Permission.SEE_SERVICE, methods=["GET"])
def sends(request: HttpRequest) -> HttpResponse:
    """The few that nobody but a person can settle."""
    shown = SENDS.show(request, outbox.troubled(), bulk_url=reverse("send_again"))
    return render(request, "operator/sends.html", {"list": shown})


@page(may=Permission.RUN_SERVICE, methods=["POST"])
def send_again(request: HttpRequest) -> HttpResponse:
    """First how many and to whom, then, once that is confirmed, again."""
    chosen = SENDS.chosen(request, outbox.troubled())
    if not chosen.exists():
        messages.error(request, _("Tick at least one row, then press Send again."))
        return HttpResponseRedirect(reverse("sends"))
    if "confirmed" not in request.POST:
        shown = {"ids": [row.pk for row in chosen], "first": [_row(row).name for row in chosen[:SHOWN_FIRST]]}
        return render(request, "operator/send_again.html", shown)
    count = outbox.send_again_by(by=request.user, ids=[row.pk for row in chosen])
    done = ngettext("%(n)s message will be sent again.", "%(n)s messages will be sent again.", count)
    messages.success(request, done % {"n": count})
    return HttpResponseRedirect(reverse("sends"))
