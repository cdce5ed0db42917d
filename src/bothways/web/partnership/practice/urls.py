"""Addresses of the practice bank and of shared questions."""

from __future__ import annotations

from django.urls import path

from bothways.web.partnership.practice import bank, questions

urlpatterns = [
    path("practice/", bank.practices, name="practices"),
    path("practice/new/", bank.share, name="share_practice"),
    path("practice/questions/", questions.enquiries, name="enquiries"),
    path("practice/questions/new/", questions.ask, name="ask_together"),
    path("practice/questions/<str:enquiry_id>/", questions.enquiry, name="enquiry"),
    path("practice/questions/<str:enquiry_id>/close/", questions.close, name="close_enquiry"),
    path("practice/<str:practice_id>/", bank.practice, name="practice"),
    path("practice/<str:practice_id>/change/", bank.change, name="change_practice"),
    path("practice/<str:practice_id>/put-away/", bank.put_away, name="put_practice_away"),
    path("practice/<str:practice_id>/spread.<str:kind>", bank.spread_file, name="practice_spread"),
]
