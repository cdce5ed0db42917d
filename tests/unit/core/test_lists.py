"""The list engine: narrow, sort, page, tick, take away; and a number of queries that rows do not change."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.db import models
from django.test import RequestFactory

from bothways.core.lists import Column, Filters, List, Row
from bothways.schools.models import School
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db


class PhaseFilter(Filters):
    phase = forms.ChoiceField(choices=[("", "Any"), ("Primary", "Primary"), ("Secondary", "Secondary")], required=False)

    def narrow(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return rows.filter(phase=self.cleaned_data["phase"]) if self.cleaned_data["phase"] else rows


SCHOOLS: List[School] = List(
    caption="Schools",
    columns=(
        Column("name", "Name", sort=("name",)),
        Column("phase", "Phase", sort=("phase", "name")),
        Column("roll", "Roll", numeric=True),
    ),
    row=lambda school: Row(school.pk, school.name, (school.name, school.phase, str(school.roll or ""))),
    filters=PhaseFilter,
    order=("name",),
    page_size=10,
)


def _make(count: int) -> None:
    for number in range(count):
        make_school(name=f"School {number:03}", phase="Primary" if number % 2 else "Secondary")


def _show(query: str = "") -> Any:
    return SCHOOLS.show(RequestFactory().get(f"/schools/{query}"), School.objects.all())


def test_a_page_says_where_it_stands_and_links_on() -> None:
    _make(25)
    shown = _show("?page=2&phase=")
    assert (shown.summary, len(shown.rows), shown.rows[0].name) == ("11 to 20 of 25", 10, "School 010")
    assert "page=3" in shown.pager.next_url
    assert "page=1" in shown.pager.previous_url


def test_a_page_past_the_end_shows_the_last_one() -> None:
    _make(25)
    assert _show("?page=99").rows[-1].name == "School 024"


def test_filters_narrow_and_links_keep_them() -> None:
    _make(24)
    shown = _show("?phase=Primary")
    assert (shown.summary, shown.filtered) == ("1 to 10 of 12", True)
    assert "phase=Primary" in shown.pager.next_url
    assert "phase=Primary" in dict(shown.exports)["Take away as CSV"]


def test_an_unknown_filter_or_sort_narrows_nothing_and_breaks_nothing() -> None:
    _make(3)
    assert len(_show("?phase=%27;drop&sort=password&page=x").rows) == 3


def test_sorting_turns_round_on_the_second_press() -> None:
    _make(3)
    first = _show("?sort=name").columns[0]
    assert (first.direction, "sort=-name" in first.sort_url) == ("ascending", True)
    assert [row.name for row in _show("?sort=-name").rows] == ["School 002", "School 001", "School 000"]
    assert _show().columns[2].sort_url == ""


def test_the_export_holds_every_row_that_fits_in_the_order_on_screen() -> None:
    _make(25)
    request = RequestFactory().get("/schools/?phase=Primary&sort=-name&export=csv&page=2")
    answer: Any = SCHOOLS.export(request, School.objects.all(), "schools")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert (lines[0], lines[1], len(lines)) == ("Name,Phase,Roll", "School 023,Primary,", 13)


def test_ticks_reach_only_rows_that_the_person_may_see() -> None:
    mine, other = make_school(name="Mine"), make_school(name="Other")
    request = RequestFactory().post("/schools/", {"row": [mine.pk, other.pk, "nonsense"]})
    assert list(SCHOOLS.chosen(request, School.objects.filter(pk=mine.pk))) == [mine]


@pytest.mark.parametrize("count", [1, 3, 30, 300])
def test_the_number_of_queries_does_not_grow(count: int, django_assert_num_queries: Any) -> None:
    _make(count)
    with django_assert_num_queries(2):
        _show()
