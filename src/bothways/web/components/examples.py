"""Invented things for the gallery to show: no school or person here is real."""

from __future__ import annotations

from typing import Any

from django import forms

from bothways.core.lists import Empty, Heading, Pager, Row

NAV = [
    ("This week", "#needs", True),
    ("Plan", "#plan", False),
    ("Events", "#boards", False),
    ("Schools", "#lists", False),
]
PLACES = [
    {"key": "lane", "name": "Marlpit Lane Primary", "role": "teacher"},
    {"key": "quay", "name": "Old Quay High", "role": "looks after staff"},
]
SUGGESTIONS = [
    {"label": "Heronbrook Primary School", "hint": "Fenwick, open", "value": "1"},
    {"label": "Heron Cross Infants", "hint": "Upper Marsh, closed 2019", "value": "2"},
    {"label": "Old Quay High School", "hint": "Runmere, open", "value": "3"},
]
TERMS = [
    {
        "name": "Autumn 1",
        "now": False,
        "items": [
            {"text": "Planning meeting, 14 of 16 schools", "state": "done"},
            {"text": "Weekly experiments start", "state": "done"},
        ],
    },
    {
        "name": "Autumn 2",
        "now": True,
        "items": [
            {"text": "Science Talk for early years staff", "state": "done"},
            {"text": "Ambassadors’ day, 3 December, 2 schools to answer", "state": "ask"},
            {"text": "Grant claim 1, by 11 December", "state": "open"},
        ],
    },
    {"name": "Spring 1", "now": False, "items": [{"text": "Planning meeting, 21 January", "state": "open"}]},
    {"name": "Spring 2", "now": False, "items": [{"text": "Year 6 and 7 transition week", "state": "open"}]},
    {"name": "Summer 1", "now": False, "items": [{"text": "Technicians’ swap day", "state": "ask"}]},
    {"name": "Summer 2", "now": False, "items": [{"text": "Report to funder, by 10 July", "state": "open"}]},
]
FACTS = [
    ("Pupils booked", "66", "of 72 places"),
    ("Consents", "61", "5 still to come"),
    ("Teams", "12", "each mixes 3 or more schools"),
    ("First choice", "86%", "57 of 66 pupils"),
]
SUMMARY = [
    {"key": "School", "value": "Marlpit Lane Primary", "action": "#summary"},
    {"key": "Pupils", "value": "18, from Year 4"},
    {
        "key": "Getting there",
        "value": "Minibus lent by Old Quay High",
        "action": "#summary",
        "action_text": "Thank them",
    },
]
TIMELINE = [
    {
        "title": "Asked six schools",
        "when": "Monday 9 November",
        "iso": "2026-11-09",
        "text": "Four said yes within a day.",
    },
    {"title": "Minibus found", "when": "Thursday 19 November", "iso": "2026-11-19"},
    {"title": "The day itself", "when": "Thursday 3 December", "iso": "2026-12-03", "next": True},
]
_JOB = {"title": "Bringing the school register up to date", "total": 51012, "done": 20900}
JOBS: list[dict[str, Any]] = [
    {**_JOB, "state": "queued"},
    {**_JOB, "state": "running", "note": "About 2 minutes left."},
    {**_JOB, "state": "running", "stop_asked": True},
    {**_JOB, "state": "done", "note": "51,012 rows read, 9 could not be used."},
    {**_JOB, "state": "stopped", "note": "Nothing was changed."},
    {**_JOB, "state": "failed", "error": "The file ended in the middle of a row. Download it again and try once more."},
]
BOOKINGS: dict[str, Any] = {
    "columns": ["School", {"label": "Pupils", "numeric": True}, "Brings to the day", "Next step"],
    "rows": [
        ["Heronbrook Primary", "12", "A pond and an allotment", {"text": "Ready", "tag": "ok"}],
        ["Old Quay High", "11", "Hall, lunch and first aider", {"text": "2 consents to come", "tag": "wait"}],
        ["Ferry Bank Primary", "0", "", {"text": "Can’t come", "tag": "no"}],
    ],
}


SCHOOLS = (
    ("Castle Mere Academy", "Secondary", "1,104", "ok"),
    ("Ferry Bank Primary", "Primary", "212", "wait"),
    ("Heronbrook Primary", "Primary", "96", "ok"),
)
COLUMNS = (
    Heading("School", False, "#lists", "ascending"),
    Heading("Phase", False, "#lists", ""),
    Heading("Pupils", True, "#lists", ""),
    Heading("Answer", False, "", ""),
)
PAGER = Pager("", "#2", [(1, "#1", True), (2, "#2", False), (None, "", False), (6, "#6", False)])
EMPTY = Empty("No schools yet", "Ask the first one. Its head gets a letter that can be answered in a minute.")


class Filters(forms.Form):
    q = forms.CharField(label="Name has", required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phase = forms.ChoiceField(
        label="Phase", required=False, choices=[("", "Any"), ("p", "Primary"), ("s", "Secondary")]
    )


class Example(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name", "class": "govuk-input--width-20"})
    )
    pupils = forms.IntegerField(
        label="How many pupils?",
        help_text="Year 4 only. A guess will do for now.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={"invalid": "Enter the number of pupils as a number, like 12."},
    )
    day = forms.ChoiceField(
        label="Which day suits you?",
        choices=[("", "Choose a day"), ("tue", "Tuesday 1 December"), ("thu", "Thursday 3 December")],
    )
    who = forms.ChoiceField(
        label="Who may see the photo?",
        help_text="You choose each time. We never put a name next to a photo.",
        widget=forms.RadioSelect,
        choices=[
            ("t", "Only our child’s teachers"),
            ("s", "Teachers, and the screen in the school corridor"),
            ("a", "Anyone, including the website"),
        ],
        error_messages={"required": "Choose who may see the photo"},
    )
    bring = forms.MultipleChoiceField(
        label="What could you bring?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("hall", "A hall"), ("bus", "A minibus"), ("staff", "Trained staff")],
    )
    photo = forms.FileField(
        label="Your photo",
        required=False,
        help_text="From your camera or photo library, up to 15 MB. We remove the place and time hidden in the photo.",
    )
    words = forms.CharField(
        label="What happened?",
        required=False,
        help_text="For example, “Thin folds held 63 pennies.”",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sure = forms.BooleanField(label="The head has said yes", help_text="Each school agrees for itself.")


class Booking(forms.Form):
    """A small form with something wrong in it."""

    pupils = Example.base_fields["pupils"]
    who = Example.base_fields["who"]


def everything() -> dict[str, Any]:
    """The context of the gallery page."""
    wrong = Booking({"pupils": "twelve"}, auto_id="wrong_%s")
    return {
        "terms": TERMS,
        "empty_terms": [{**term, "items": []} for term in TERMS],
        "facts": FACTS,
        "summary": SUMMARY,
        "timeline_items": TIMELINE,
        "jobs": JOBS,
        "bookings": BOOKINGS,
        "form": Example(auto_id="example_%s"),
        "wrong": wrong,
        "list_full": schools_list(),
        "list_empty": {**schools_list(), "rows": [], "filtered": False},
        "list_filtered": {**schools_list(), "rows": [], "filtered": True, "filters": None},
    }


def schools_list() -> dict[str, Any]:
    """What `list_page` asks of a page of a list."""
    return {
        "caption": "Schools in this partnership",
        "summary": "1 to 3 of 16 schools",
        "filters": Filters(auto_id="filter_%s"),
        "filtered": False,
        "clear_url": "#lists",
        "bulk": [{"value": "remind", "label": "Remind them"}],
        "bulk_url": "#lists",
        "exports": [("Spreadsheet (XLSX)", "#lists"), ("CSV", "#lists")],
        "columns": COLUMNS,
        "rows": [_school(str(at), *facts) for at, facts in enumerate(SCHOOLS)],
        "pager": PAGER,
        "empty": EMPTY,
    }


def _school(key: str, name: str, phase: str, pupils: str, state: str) -> Row:
    answer = {"text": "Agreed" if state == "ok" else "Asked", "tag": state}
    return Row(key, name, ({"text": name, "url": "#lists"}, phase, pupils, answer))
