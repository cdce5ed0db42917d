"""Addresses: programmes."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.partnership.programmes import letters, one, own, panel, visits, writing

_ONE = "programmes/<str:programme_id>"
_OWN = f"{_ONE}/ours/<str:membership_id>"
_CHILD = f"{_OWN}/<str:nomination_id>"

urlpatterns: list[URLPattern] = [
    path("programmes/", one.programmes, name="programmes"),
    path("programmes/add/", writing.add, name="programme_add"),
    path(f"{_ONE}/", one.programme, name="programme"),
    path(f"{_ONE}/change/", writing.change, name="programme_change"),
    path(f"{_ONE}/close/", writing.close, name="programme_close"),
    path(f"{_ONE}/panel/", panel.panel, name="programme_panel"),
    path(f"{_ONE}/panel/undo/", panel.undo, name="programme_undo"),
    path(f"{_ONE}/panel/tell/", panel.tell, name="programme_tell"),
    path(f"{_ONE}/panel/move-up/", panel.move_up, name="programme_move_up"),
    path(f"{_ONE}/visits/add/", visits.add, name="programme_visit_add"),
    path(f"{_OWN}/", own.ours, name="programme_ours"),
    path(f"{_OWN}/choose/", own.choose, name="programme_choose"),
    path(f"{_OWN}/nominate/", own.nominate, name="programme_nominate"),
    path(f"{_OWN}/go-on/", own.go_on, name="programme_go_on"),
    path(f"{_OWN}/letters.pdf", letters.letters, name="programme_letters"),
    path(f"{_OWN}/visits/<str:activity_id>/", visits.bring, name="programme_bring"),
    path(f"{_CHILD}/", own.nomination, name="programme_nomination"),
    path(f"{_CHILD}/take-back/", own.take_back, name="programme_take_back"),
    path(f"{_CHILD}/left/", own.left, name="programme_left"),
]
