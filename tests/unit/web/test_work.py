"""The pages of long work: one's own only, how far it is, stopping it."""

from __future__ import annotations

import pytest

from bothways.core import jobs
from bothways.core.models import Job, JobState
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


def _job(cast: Cast) -> Job:
    job = jobs.start("test.page", by=cast.giver, title="Reading the register")
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, total=51_012, done=1_200)
    return job


def test_its_owner_sees_how_far_it_is_after_leaving_and_coming_back(cast: Cast) -> None:
    job = _job(cast)
    for _ in range(2):
        assert "1,200 of 51,012" in browser_of(cast.giver).get(f"/long-work/{job.pk}/").content.decode()
    assert "Reading the register" in browser_of(cast.giver).get("/long-work/").content.decode()


def test_htmx_gets_the_panel_alone(cast: Cast) -> None:
    panel = browser_of(cast.giver).get(f"/long-work/{_job(cast).pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<progress" in panel
    assert "<html" not in panel


def test_nobody_else_sees_it_but_who_runs_the_service(cast: Cast) -> None:
    address = f"/long-work/{_job(cast).pk}/"
    statuses = {
        who: browser_of(getattr(cast, who)).get(address).status_code for who in ("giver_head", "stranger", "operator")
    }
    assert statuses == {"giver_head": 404, "stranger": 404, "operator": 200}
    assert browser_of(cast.stranger).post(f"{address}stop/").status_code == 404


def test_pressing_stop_asks_the_job_to_stop(cast: Cast) -> None:
    job = _job(cast)
    browser_of(cast.giver).post(f"/long-work/{job.pk}/stop/")
    job.refresh_from_db()
    assert job.stop_asked
    assert "Stopping" in browser_of(cast.giver).get(f"/long-work/{job.pk}/").content.decode()


def test_a_job_that_has_not_begun_stops_at_once(cast: Cast) -> None:
    job = jobs.start("test.page", by=cast.giver, title="Waiting")
    browser_of(cast.giver).post(f"/long-work/{job.pk}/stop/")
    job.refresh_from_db()
    assert job.state == JobState.STOPPED
