"""Addresses of offers, needs, promises and outside partners."""

from __future__ import annotations

from django.urls import path

from bothways.web.partnership.sharing import offers, outside, promises

urlpatterns = [
    path("offers/", offers.offers, name="offers"),
    path("offers/say/<str:what>/", offers.say, name="say_offer"),
    path("offers/promises/", promises.promises, name="promises"),
    path("offers/promises/<str:promise_id>/", promises.promise, name="promise"),
    path("offers/promises/<str:promise_id>/answer/<str:side>/", promises.answer, name="answer_promise"),
    path("offers/promises/<str:promise_id>/settle/", promises.settle, name="settle_promise"),
    path("offers/outside/", outside.partners, name="outside_partners"),
    path("offers/outside/new/", outside.write_down, name="new_outside_partner"),
    path("offers/outside/<str:external_id>/", outside.change, name="outside_partner"),
    path("offers/outside/<str:external_id>/end/", outside.end, name="end_outside_partner"),
    path("offers/outside/<str:external_id>/offer/", outside.offer, name="outside_offer"),
    path("offers/<str:offer_id>/take-up/", offers.take_up, name="take_up_offer"),
    path("offers/<str:offer_id>/take-away/", offers.take_away, name="take_offer_away"),
]
