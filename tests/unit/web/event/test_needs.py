"""What children need: said by their school, counted for the kitchen, read by the host on the day alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
import time_machine
from django.test import Client

from bothways.activities.actions import needs as actions
from bothways.activities.actions.needs import Needed
from bothways.activities.models import Activity, Need, Participant
from bothways.activities.queries import needs as queries
from bothways.core import audit, clock
from bothways.core.errors import Invalid, NotFound, Refused
from tests.factories.activities import make_activity, make_adult, make_booking, make_participant, make_pupil
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


@dataclass
class Scene:
    """The giver's school hosts; two children of the partner's school come, and one of the giver's."""

    activity: Activity
    own: Participant
    theirs: Participant
    other: Participant


@pytest.fixture
def scene(cast: Cast) -> Scene:
    activity = make_activity(cast.partnership, cast.giver_school, cast.partner_school, host=cast.giver_school)
    parts = {part.school_id: part for part in activity.taking_part.all()}
    home, away = make_booking(parts[cast.giver_school.pk]), make_booking(parts[cast.partner_school.pk])
    make_adult(away, diet="vegan")
    return Scene(
        activity,
        make_participant(home, make_pupil(cast.giver_school, "Ash")),
        make_participant(away, make_pupil(cast.partner_school, "Quillon")),
        make_participant(away, make_pupil(cast.partner_school, "Zebedee")),
    )


def _say(cast: Cast, child: Participant, *needs: tuple[str, str, str]) -> None:
    actions.say_needs(by=cast.partner, participant=child, needs=[Needed(*each) for each in needs])


def _path(scene: Scene, rest: str) -> str:
    return f"/events/{scene.activity.pk}/{rest}"


def test_plates_add_up_to_everybody_who_comes_and_name_nobody(cast: Cast, scene: Scene) -> None:
    _say(cast, scene.theirs, ("diet", "vegan", ""), ("diet", "no_nuts", ""), ("access", "step_free", ""))
    _say(cast, scene.other, ("diet", "note", "no kiwi for Zebedee"))
    meals = queries.kitchen_counts(scene.activity)
    assert sum(meal.total for meal in meals) == 4
    assert [(meal.words, meal.pupils, meal.adults) for meal in meals] == [
        ("Anything", 1, 0),
        ("No nuts, Vegan food", 1, 0),
        ("Something else to eat or leave out", 1, 0),
        ("Vegan food", 0, 1),
    ]
    assert sum(meal.pupils for meal in queries.kitchen_counts(scene.activity, [scene.own.pk])) == 1
    seen = browser_of(cast.giver).get(_path(scene, "kitchen/")).content.decode()
    assert "No nuts, Vegan food" in seen
    assert "Partner School" in seen
    for hidden in ("kiwi", "Cy", "Quillon"):
        assert hidden not in seen


def test_a_need_is_set_changed_and_taken_away_by_its_own_school(cast: Cast, scene: Scene) -> None:
    browser, path = browser_of(cast.partner), _path(scene, f"needs/child/{scene.theirs.pk}/")
    assert browser.post(path, {"diet": ["no_nuts", "halal"], "care_words": "blue bag"}).status_code == 302
    assert {need.choice for need in Need.unscoped.all()} == {"no_nuts", "halal", "note"}
    browser.post(path, {"diet": ["halal"]})
    assert [need.choice for need in Need.unscoped.all()] == ["halal"]
    listed = browser.get(_path(scene, "needs/")).content.decode()
    assert "Halal food" in listed
    gone = scene.activity.ends_on + dt.timedelta(days=8)
    assert f"{gone.day} {gone:%B %Y}" in listed


@pytest.mark.parametrize("who", ["giver", "giver_head", "stranger"])
def test_no_other_school_reads_a_childs_needs_not_even_the_host(cast: Cast, scene: Scene, who: str) -> None:
    _say(cast, scene.theirs, ("diet", "no_nuts", "blue bag"))
    person = getattr(cast, who)
    browser = browser_of(person)
    need = Need.unscoped.get()
    for rest in (
        f"needs/child/{scene.theirs.pk}/",
        f"needs/child/{scene.theirs.pk}/paper/",
        f"needs/one/{need.pk}/tell-the-host/",
    ):
        assert browser.get(_path(scene, rest)).status_code == 404
    assert "blue bag" not in browser.get(_path(scene, "needs/")).content.decode()
    with pytest.raises(NotFound):
        actions.say_needs(by=person, participant=scene.theirs, needs=[])
    assert queries.of_school(scene.activity, cast.partner_school.pk, by=person) == {}


def test_the_host_reads_what_was_ticked_with_a_reason_on_the_day_alone_and_the_reading_is_written_down(
    cast: Cast, scene: Scene
) -> None:
    _say(cast, scene.theirs, ("care", "own_medicine", "blue bag"), ("diet", "no_nuts", ""))
    ticked = Need.unscoped.get(kind="care")
    with pytest.raises(Invalid, match="why the host must know"):
        actions.tell_host(by=cast.partner, need=ticked, why=" ")
    browser_of(cast.partner).post(_path(scene, f"needs/one/{ticked.pk}/tell-the-host/"), {"why": "within minutes"})
    with pytest.raises(Refused):
        queries.day_needs(scene.activity, cast.giver)
    path = _path(scene, "kitchen/names/")
    before = browser_of(cast.giver).post(path)
    assert (before.status_code, "blue bag" in before.content.decode()) == (403, False)
    assert "Ask Giver School." in before.content.decode()
    with time_machine.travel(dt.datetime.combine(scene.activity.day, dt.time(9), clock.LONDON)):
        host = browser_of(cast.giver)
        assert "blue bag" not in host.get(path).content.decode()
        shown = host.post(path).content.decode()
        for words in ("blue bag", "within minutes", "Quillon", "Carries their own medicine"):
            assert words in shown
        assert "No nuts" not in shown
        assert audit.AuditEntry.objects.filter(verb="needs read for the day", object_id=scene.activity.pk).count() == 1
        assert browser_of(cast.partner).post(path).status_code == 403
        Need.unscoped.filter(pk=ticked.pk).update(host_must_know=False)
        assert "blue bag" not in host.post(path).content.decode()


def test_what_is_too_long_unknown_or_too_late_is_refused_with_a_sentence(cast: Cast, scene: Scene) -> None:
    with pytest.raises(Invalid, match="at most 80"):
        _say(cast, scene.theirs, ("diet", "note", "x" * 81))
    with pytest.raises(Invalid, match="from the list"):
        _say(cast, scene.theirs, ("diet", "asthma", ""))
    long = browser_of(cast.partner).post(_path(scene, f"needs/child/{scene.theirs.pk}/"), {"diet_words": "é" * 200})
    assert (long.status_code, "At most 80" in long.content.decode()) == (422, True)


def test_slips_are_a_pdf_with_a_fresh_link_for_each_own_child_and_end_earlier_ones(cast: Cast, scene: Scene) -> None:
    browser = browser_of(cast.partner)
    path = _path(scene, f"needs/{scene.theirs.booking.taking_part_id}/slips/")
    listed = b"".join(browser.post(path, {"form": "csv"}).streaming_content).decode()
    links = [line.rsplit(",", 1)[1].strip() for line in listed.splitlines()[1:]]
    assert len(links) == 2
    address = "/" + links[0].split("//", 1)[1].split("/", 1)[1]
    assert Client().get(address).status_code == 200
    made = browser.post(path)
    assert made.content.startswith(b"%PDF")
    assert Client().get(address).status_code == 410
    assert browser_of(cast.giver).post(path).status_code == 404


def test_a_school_chooses_what_others_read_and_nobody_chooses_for_it(cast: Cast, scene: Scene) -> None:
    part = scene.theirs.booking.taking_part
    path = _path(scene, f"needs/{part.pk}/labels/")
    assert browser_of(cast.partner).post(path, {f"{part.pk}-level": "2"}).status_code == 302
    part.refresh_from_db()
    assert part.disclosure == 2
    assert browser_of(cast.giver).post(path, {f"{part.pk}-level": "0"}).status_code == 404


def test_a_paper_answer_is_typed_in_and_shows_on_the_childs_page(cast: Cast, scene: Scene) -> None:
    browser, path = browser_of(cast.partner), _path(scene, f"needs/child/{scene.theirs.pk}/")
    browser.post(f"{path}paper/", {"who": "A Parent", "relationship": "father", "photo": "partnership"})
    seen = browser.get(path).content.decode()
    assert "Yes, for all schools of the partnership" in seen
    assert "On paper, typed in by the school" in seen
    assert "A Parent" not in seen
