"""What a programme needs: schools that put nobody forward when it is about to close, and a panel that decides."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from bothways.activities.models import Programme
from bothways.activities.needs import programmes as needs
from bothways.core import clock
from bothways.core.models import OutboxRow
from bothways.partnerships.actions import nudging
from bothways.partnerships.needs.need import Need
from tests.counting import as_rows_grow, questions
from tests.factories.programmes import make_nomination, make_programme
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


def _found(cast: Cast) -> dict[str, Need]:
    return {need.key.split(":")[0]: need for need in needs.source(cast.partnership, clock.today())}


def _closing(cast: Cast, days: int, **values: object) -> Programme:
    return make_programme(
        cast.partnership, cast.giver_school, closes_on=clock.today() + dt.timedelta(days=days), **values
    )


def test_schools_that_put_nobody_forward_are_named_from_a_week_before(cast: Cast) -> None:
    made = _closing(cast, 8)
    assert _found(cast) == {}
    Programme.unscoped.filter(pk=made.pk).update(closes_on=clock.today() + dt.timedelta(days=7))
    make_nomination(made, cast.giver_school)
    need = _found(cast)["programme.nominate"]
    assert need.title == "1 school has put nobody forward for ‘STEM Potential’"
    assert need.for_schools == {cast.partner_school.pk}
    page = needs.link_for(need.owed_by[0], None).partition("//")[2].partition("/")[2]
    assert browser_of(cast.partner).get(f"/{page}").status_code == 200
    assert Client().get(f"/{page}").status_code == 302
    make_nomination(made, cast.partner_school)
    assert _found(cast) == {}


def test_a_press_reminds_them_with_no_child_in_the_mail(cast: Cast) -> None:
    made = _closing(cast, 3)
    nudging.nudge(by=cast.coordinator, partnership=cast.partnership, key=f"programme.nominate:{made.pk}")
    rows = OutboxRow.objects.filter(kind="programme.nominate")
    assert rows.count() == 2
    assert all("/ours/" in (row.context or {})["link"] for row in rows)


def test_a_panel_that_has_to_decide_is_named_until_the_schools_are_told(cast: Cast) -> None:
    made = _closing(cast, -1)
    assert _found(cast) == {}
    make_nomination(made, cast.partner_school)
    need = _found(cast)["programme.panel"]
    assert (need.for_run, need.for_schools) == (True, {cast.giver_school.pk})
    assert "waits for its panel" in browser_of(cast.coordinator).get(f"/w/{cast.partnership.slug}/").content.decode()
    Programme.unscoped.filter(pk=made.pk).update(decided_at=clock.now())
    assert _found(cast) == {}


def test_the_number_of_questions_does_not_grow(cast: Cast) -> None:
    def add(number: int) -> None:
        make_nomination(_closing(cast, 2 - number % 5, title=f"Programme {number}"), cast.giver_school)

    counted = as_rows_grow(add, lambda: questions(lambda: list(needs.source(cast.partnership, clock.today()))))
    assert len(set(counted)) == 1, counted
