"""Addresses: Forming a partnership: schools, charter, people, handing over."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.partnership.forming import asking, charter, handing_over, people, school, schools

_ONE = "schools/<str:membership_id>"
_PERSON = f"{_ONE}/people/<str:contact_id>"

urlpatterns: list[URLPattern] = [
    path("schools/", schools.schools, name="partnership_schools"),
    path("schools/ask/", asking.ask, name="ask_schools"),
    path("schools/questions/<str:question_id>/", asking.question, name="partnership_question"),
    path(f"{_ONE}/", school.school, name="partnership_school"),
    path(f"{_ONE}/brings/", school.brings, name="school_brings"),
    path(f"{_ONE}/leave/", school.leave, name="school_leaves"),
    path(f"{_ONE}/again/", schools.again, name="ask_school_again"),
    path(f"{_ONE}/take-back/", schools.take_back, name="take_back_school"),
    path(f"{_ONE}/kind/", schools.kind, name="school_kind"),
    path(f"{_ONE}/hub/", schools.hub, name="school_hub"),
    path(f"{_ONE}/offer/", schools.offer, name="offer_membership"),
    path(f"{_ONE}/people/add/", people.add, name="add_contact"),
    path(f"{_PERSON}/", people.change, name="change_contact"),
    path(f"{_PERSON}/end/", people.end, name="end_contact"),
    path(f"{_PERSON}/lead/", people.lead, name="make_lead"),
    path("charter/", charter.charter, name="partnership_charter"),
    path("charter/edit/", charter.edit, name="edit_charter"),
    path("charter/print/", charter.on_paper, name="print_charter"),
    path("hand-over/", handing_over.hand_over, name="hand_over"),
    path("hand-over/pack/", handing_over.pack, name="handover_pack"),
    path("hand-over/everything/", handing_over.everything, name="take_everything"),
    path("hand-over/asked/<str:invitation_id>/again/", handing_over.again, name="hand_over_again"),
    path("hand-over/asked/<str:invitation_id>/take-back/", handing_over.take_back, name="take_back_hand_over"),
    path("hand-over/coordinators/<str:role_id>/end/", handing_over.end, name="end_coordinator"),
]
