"""Addresses of teams, seminars and tables. A set is a proposal or what is kept, of any of the three."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.event.teams import mending, moves, own, papers, seminars, teams

urlpatterns: list[URLPattern] = [
    path("teams/", teams.event_teams, name="event_teams"),
    path("teams/suggest/", teams.suggest, name="suggest_teams"),
    path("seminars/", seminars.event_seminars, name="event_seminars"),
    path("seminars/give-out/", seminars.give_out, name="give_out_places"),
    path("lunch/", seminars.event_lunch, name="event_lunch"),
    path("lunch/lay/", seminars.lay, name="lay_tables"),
    path("choices/", own.event_choices, name="event_choices"),
    path("choices/code/", own.class_code, name="class_code"),
    path("wishes/", own.event_wishes, name="event_wishes"),
    path("wishes/<str:wish_id>/back/", own.unwish, name="unwish"),
    path("sets/<str:set_id>/keep/", teams.keep, name="keep_set"),
    path("sets/<str:set_id>/drop/", teams.drop, name="drop_set"),
    path("sets/<str:set_id>/move/", moves.move, name="move_in_set"),
    path("sets/<str:set_id>/undo/", moves.undo, name="undo_in_set"),
    path("sets/<str:set_id>/names/", moves.names, name="name_teams"),
    path("sets/<str:set_id>/why/", moves.why, name="why_in_set"),
    path("sets/<str:set_id>/mend/", mending.mend, name="mend_set"),
    path("sets/<str:set_id>/lists/", papers.lists, name="lists_of_set"),
]
