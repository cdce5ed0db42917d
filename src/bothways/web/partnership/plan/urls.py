"""Addresses: The plan of the year."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.partnership.plan import answers, asking, copying, one, propose, sheet, year

urlpatterns: list[URLPattern] = [
    path("plan/", year.year_page, name="plan"),
    path("plan/year/<int:year>/", year.year_page, name="plan_year"),
    path("plan/sheet/", sheet.sheet, name="plan_sheet"),
    path("plan/new/", propose.propose, name="propose"),
    path("plan/copy/", copying.copy_plan, name="plan_copy"),
    path("plan/<str:proposal_id>/", one.one, name="proposal"),
    path("plan/<str:proposal_id>/change/", propose.change, name="proposal_change"),
    path("plan/<str:proposal_id>/ask/", asking.ask, name="proposal_ask"),
    path("plan/<str:proposal_id>/ask-again/", asking.ask_again, name="proposal_ask_again"),
    path("plan/<str:proposal_id>/add/", asking.add, name="proposal_add"),
    path("plan/<str:proposal_id>/confirm/", one.confirm, name="proposal_confirm"),
    path("plan/<str:proposal_id>/done/", one.mark_done, name="proposal_done"),
    path("plan/<str:proposal_id>/put-back/", one.put_back, name="proposal_put_back"),
    path("plan/<str:proposal_id>/call-off/", one.call_off, name="proposal_call_off"),
    path("plan/<str:proposal_id>/take-up/", one.take_up, name="proposal_take_up"),
    path("plan/<str:proposal_id>/copy/", one.copy_one, name="proposal_copy"),
    path("plan/<str:proposal_id>/answers/", answers.answers, name="answers"),
    path("plan/<str:proposal_id>/answer/<str:asked_id>/", answers.answer, name="plan_answer"),
    path("plan/<str:proposal_id>/settle/<str:asked_id>/", answers.settle, name="plan_settle"),
    path("plan/<str:proposal_id>/reply/<str:question_id>/", answers.reply, name="plan_reply"),
]
