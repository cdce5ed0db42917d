"""Jobs, the timetable, limits, links and retention, as rows in a real database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from bothways.core import clock, jobs, limits, retention, schedule, tokens
from bothways.core.errors import NotFound, TooMany
from bothways.core.models import AuditEntry, Job, JobState, LinkToken, OutboxRow, Slot, Tombstone

pytestmark = pytest.mark.django_db


@jobs.job("test.count", title="Count to five")
def _count(progress: jobs.Progress, payload: dict[str, Any]) -> dict[str, Any]:
    progress.start(5)
    for number in range(5):
        if number == payload.get("break_at"):
            raise ValueError("broken on purpose")
        progress._written -= dt.timedelta(seconds=1)
        progress.step()
    return {"counted": 5}


def test_a_job_ends_done_with_its_result() -> None:
    made = jobs.start("test.count", by=None)
    jobs.run(made.pk)
    made.refresh_from_db()
    assert (made.state, made.done, made.total, made.result) == (JobState.DONE, 5, 5, {"counted": 5})


def test_a_job_that_breaks_says_so_in_words_and_keeps_no_detail() -> None:
    made = jobs.start("test.count", by=None, payload={"break_at": 2})
    jobs.run(made.pk)
    made.refresh_from_db()
    assert made.state == JobState.FAILED
    assert "on purpose" not in made.error


def test_a_job_asked_to_stop_stops_at_its_next_step() -> None:
    made = jobs.start("test.count", by=None)
    Job.objects.filter(pk=made.pk).update(stop_asked=True)
    jobs.run(made.pk)
    made.refresh_from_db()
    assert (made.state, made.result) == (JobState.STOPPED, {})


def test_a_running_job_is_not_begun_twice_until_its_lease_runs_out() -> None:
    made = jobs.start("test.count", by=None)
    assert jobs.claim(made.pk) is not None
    assert jobs.claim(made.pk) is None
    with time_machine.travel(clock.now() + jobs.LEASE * 2, tick=False):
        assert jobs.claim(made.pk) is not None


def test_a_worker_that_lost_its_lease_writes_nothing_more() -> None:
    made = jobs.start("test.count", by=None)
    first = jobs.claim(made.pk)
    assert first is not None
    with time_machine.travel(clock.now() + jobs.LEASE * 2, tick=False):
        jobs.claim(made.pk)
        with pytest.raises(jobs.LeaseLost):
            first.start(10)


def test_a_job_cut_off_three_times_is_set_aside_visibly() -> None:
    made = jobs.start("test.count", by=None)
    Job.objects.filter(pk=made.pk).update(attempts=3, state=JobState.RUNNING, lease_until=clock.now() - jobs.LEASE)
    jobs.sweep()
    made.refresh_from_db()
    assert made.state == JobState.FAILED


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (dt.datetime(2026, 3, 29, 2, 30, tzinfo=dt.UTC), dt.datetime(2026, 3, 29, 2, 10, tzinfo=dt.UTC)),
        (dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC), dt.datetime(2026, 3, 28, 3, 10, tzinfo=dt.UTC)),
        (dt.datetime(2026, 10, 25, 4, 0, tzinfo=dt.UTC), dt.datetime(2026, 10, 25, 3, 10, tzinfo=dt.UTC)),
    ],
)
def test_a_time_of_day_is_london_time_on_days_when_the_clocks_change(moment: dt.datetime, due: dt.datetime) -> None:
    assert schedule.Timed("x", "y", at=dt.time(3, 10)).latest_due(moment) == due


def test_each_turn_is_claimed_once_and_a_missed_night_is_made_up_by_one_turn() -> None:
    at = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
    with time_machine.travel(at, tick=False):
        assert "forget on time" in schedule.tick()
        assert "forget on time" not in schedule.tick()
    with time_machine.travel(at + dt.timedelta(days=3), tick=False):
        schedule.tick()
    assert Slot.objects.filter(name="forget on time").count() == 2


def test_a_limit_lets_through_exactly_what_it_says_and_refills() -> None:
    limit = limits.Limit("test", most=3, seconds=300)
    start = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False):
        for _ in range(3):
            limits.draw(limit, "someone")
        with pytest.raises(TooMany) as refusal:
            limits.draw(limit, "someone")
        limits.draw(limit, "someone else")
    assert refusal.value.retry_after <= 101
    with time_machine.travel(start + dt.timedelta(seconds=101), tick=False):
        limits.draw(limit, "someone")


def test_a_link_opens_for_its_purpose_only_until_it_is_taken_back() -> None:
    token = tokens.issue(purpose="answer", subject_id="abc", days=7)
    assert tokens.find(token, purpose="answer").subject_id == "abc"
    with pytest.raises(NotFound):
        tokens.find(token, purpose="other")
    with pytest.raises(NotFound):
        tokens.find(token[:-1] + ("a" if token[-1] != "a" else "b"), purpose="answer")
    tokens.revoke(purpose="answer", subject_id="abc")
    with pytest.raises(tokens.LinkOver):
        tokens.find(token, purpose="answer")


def test_a_link_of_one_use_is_used_once() -> None:
    token = tokens.issue(purpose="join", subject_id="abc", days=7, uses=1)
    link = tokens.find(token, purpose="join")
    tokens.use(link)
    with pytest.raises(tokens.LinkOver):
        tokens.use(link)


def test_the_token_itself_is_not_in_the_database() -> None:
    token = tokens.issue(purpose="answer", subject_id="abc", days=7)
    assert not LinkToken.objects.filter(digest__icontains=token).exists()


def test_retention_empties_and_deletes_what_is_due_and_leaves_the_rest() -> None:
    start = dt.datetime(2026, 1, 10, 12, 0, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False):
        OutboxRow.objects.create(
            kind="test",
            campaign="c",
            recipient="a@school.test",
            recipient_index="x",
            context={"a": 1},
            not_before=start,
        )
    with time_machine.travel(start + dt.timedelta(days=30), tick=False):
        assert retention.due() == []
    with time_machine.travel(start + dt.timedelta(days=31), tick=False):
        assert [each.rows for each in retention.due()] == [1]
        retention.run()
        assert retention.run() == "nothing was due"
        row = OutboxRow.objects.get()
        assert (row.recipient, row.context) == ("", None)
        assert Tombstone.objects.filter(deed="emptied", object_id=row.pk).count() == 1
    with time_machine.travel(start + dt.timedelta(days=731), tick=False):
        retention.run()
        assert not OutboxRow.objects.exists()
    assert AuditEntry.objects.filter(verb="retention deleted rows").exists()
