"""A new kind of event is one file and one line: it is added here, and everything that should know it does."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import gettext_lazy as _
from lxml import html

from bothways.activities import kinds
from bothways.activities.kinds.kind import Kind, Needs, Slot
from bothways.activities.models import Activity
from bothways.core import clock
from bothways.web.partnership.events import new
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db
ORCHARD = Kind(
    key="orchard",
    name=_("Orchard day"),
    about=_("Schools pick apples together."),
    needs=Needs(by_name=False, lunch=True),
    starts=dt.time(10, 30),
    slots=(
        Slot(0, 30, _("Arrival"), "arrival", audience="all"),
        Slot(30, 60, _("Picking"), "workshop", "mixed"),
        Slot(90, 45, _("Pressing"), "workshop", "mixed"),
    ),
    usual=((_("The host"), _("trees and ladders")),),
    outcomes=("new_friends",),
)


def test_a_kind_is_in_the_form_the_filter_the_event_and_its_copy(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (kinds, new):
        monkeypatch.setattr(module, "KINDS", (*kinds.KINDS[:13], ORCHARD))
    browser, here = browser_of(cast.giver), f"/w/{cast.partnership.slug}/events/"
    explained = " ".join(html.document_fromstring(browser.get(f"{here}new/").content).text_content().split())
    assert "Schools pick apples together. Needs a timetable, lunch, a risk assessment, parents’ consent." in explained
    assert "The host: trees and ladders" in explained
    assert 'value="orchard"' in browser.get(f"{here}new/blank/").content.decode()
    owners = list(cast.partnership.memberships.values_list("pk", flat=True))
    day = clock.today() + dt.timedelta(days=20)
    typed = {"kind": "orchard", "title": "Apples", "day": day.isoformat(), "owners": owners}
    browser.post(f"{here}new/blank/", typed)
    made = Activity.unscoped.get()
    assert (made.kind, made.by_name, made.outcomes) == ("orchard", False, ["new_friends"])
    times = [(each.title, each.starts_at) for each in made.sessions.order_by("starts_at")]
    assert times == [("Arrival", dt.time(10, 30)), ("Picking", dt.time(11)), ("Pressing", dt.time(12))]
    assert "Orchard day" in browser.get(f"/events/{made.pk}/").content.decode()
    listed = html.document_fromstring(browser.get(f"{here}?kind=orchard").content)
    assert "Orchard day" in listed.cssselect("tbody")[0].text_content()
    assert "Nothing fits" in browser.get(f"{here}?kind=conference").content.decode()
    again = day + dt.timedelta(days=364)
    browser.post(f"/events/{made.pk}/again/", {"day": again.isoformat()})
    copied = Activity.unscoped.get(copied_from=made)
    assert (copied.kind, copied.day, copied.sessions.count()) == ("orchard", again, 3)


def test_an_event_whose_kind_was_taken_out_still_opens(cast: Cast) -> None:
    from tests.factories.activities import make_activity

    made = make_activity(cast.partnership, cast.giver_school, kind="gone")
    assert browser_of(cast.giver).get(f"/events/{made.pk}/").status_code == 200


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: str(kind.key))
def test_every_kind_says_all_that_a_kind_says(kind: Kind) -> None:
    assert len({each.key for each in kinds.KINDS}) == len(kinds.KINDS)
    assert len(kind.key) <= 16
    assert str(kind.name)
    assert str(kind.about).endswith(".")
    assert kind.usual
    assert kind.slots
    assert set(kind.outcomes) <= {each.key for each in kinds.outcomes.OUTCOMES}
    assert {slot.day for slot in kind.slots} == set(range(kind.days))
    for slot in kind.slots:
        assert slot.minutes > 0
        assert len(str(slot.beside)) <= 40
    if kind.needs.training:
        assert any(slot.audience == "adults" for slot in kind.slots)
    if kind.needs.lunch:
        assert any(slot.kind == "lunch" for slot in kind.slots) or kind.key == "challenge"
