"""The home page of a partnership: questions to the database and CPU time, alone and among very many others.

The partnership has sixteen schools and five years of plans, answers and meetings, and the coordinator is signed in.
Then 299 partnerships more and 100,000 proposals in all stand in the same database, and the page is asked for again.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django

MOST_QUERIES, MOST_MS, MOST_CHANGE = 25, 40, 0.20
ROUNDS, TIMES = 5, 10
BATCH = 2_000
SEED = 1


def rows(quick: bool) -> list[dict[str, Any]]:
    """One row a goal, in a database of its own."""
    django.setup()
    from bench.pages import _database

    others, proposals = (20, 5_000) if quick else (300, 100_000)
    with _database():
        page = _Page()
        alone = page.measured()
        _fill(others - 1, proposals)
        among = page.measured()
    return [_alone(alone), _among(alone, among, others, proposals)]


@dataclass(frozen=True)
class _Cost:
    """Queries of one page; CPU milliseconds of the best of five rounds of ten, and the 95th percentile of all fifty."""

    queries: int
    ms: float
    p95: float

    def __str__(self) -> str:
        return f"{self.queries} queries, {self.ms:.1f} ms, 95th percentile {self.p95:.1f} ms"


class _Page:
    """The page, asked for by the coordinator of one partnership."""

    def __init__(self) -> None:
        from allauth.mfa.models import Authenticator
        from tests.factories.schools import give_role, make_person
        from tests.people import browser_of

        from bothways.partnerships.demonstration import make_world
        from bothways.partnerships.models import Partnership
        from bothways.schools.demonstration import make_world as make_schools
        from bothways.schools.roles import COORDINATOR

        make_schools(partnerships=1, schools=16, years=1, seed=SEED)
        make_world(partnerships=1, schools=16, years=5, seed=SEED)
        partnership = Partnership.unscoped.get()
        person = make_person()
        give_role(person, COORDINATOR, partnership)
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "unused in a bench"})
        self.address = f"/w/{partnership.slug}/"
        self.browser = browser_of(person)

    def once(self) -> None:
        answer = self.browser.get(self.address)
        if answer.status_code != 200:
            raise RuntimeError(f"{self.address} answered {answer.status_code}")

    def queries(self) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.once()
        with CaptureQueriesContext(connection) as asked:
            self.once()
        return len(asked)

    def measured(self) -> _Cost:
        """A warm page, through every middleware."""
        queries = self.queries()
        rounds = [[self._cpu_ms() for _ in range(TIMES)] for _ in range(ROUNDS)]
        every = [each for one in rounds for each in one]
        return _Cost(queries, min(map(statistics.mean, rounds)), statistics.quantiles(every, n=20)[-1])

    def _cpu_ms(self) -> float:
        start = time.process_time()
        self.once()
        return (time.process_time() - start) * 1000


def _fill(partnerships: int, proposals: int) -> None:
    """Other partnerships of four schools, and proposals of past years until there are so many in all."""
    from bothways.partnerships.demonstration import make_world
    from bothways.partnerships.models import Asked, Membership, Partnership, Proposal
    from bothways.schools.demonstration import make_world as make_schools

    make_schools(partnerships=partnerships, schools=4, years=1, seed=SEED + 1)
    make_world(partnerships=partnerships, schools=4, years=1, seed=SEED + 1)
    newest = list(Partnership.unscoped.order_by("-made_at")[:partnerships])
    members = dict[str, list[Membership]]()
    for each in Membership.unscoped.filter(partnership__in=newest):
        members.setdefault(each.partnership_id, []).append(each)
    missing = max(0, proposals - Proposal.unscoped.count())
    for first in range(0, missing, BATCH):
        few = range(first, min(first + BATCH, missing))
        made = [_old(newest[number % len(newest)], number) for number in few]
        Proposal.objects.bulk_create(made)
        Asked.objects.bulk_create(list(_answers(made, members)))


def _old(partnership: Any, number: int) -> Any:
    from bothways.partnerships.models import Proposal, ProposalState

    return Proposal(
        partnership=partnership, title=f"Old day {number}", year=2000 + number % 20, half_term=number % 6,
        state=ProposalState.DONE, uid=f"old-{number}@world",
    )  # fmt: skip


def _answers(made: Iterable[Any], members: dict[str, Any]) -> Iterable[Any]:
    from bothways.partnerships.models import Answer, Asked

    for each in made:
        for member in members[each.partnership_id]:
            yield Asked(proposal=each, membership=member, answer=Answer.IN, version=1, hours=1)


def _alone(cost: _Cost) -> dict[str, Any]:
    return {
        "goal": "home page: sixteen schools, five years",
        "target": f"{MOST_QUERIES} queries, {MOST_MS} ms CPU",
        "measured": str(cost),
        "cpu_s": round(cost.ms / 1000, 4),
        "ok": cost.queries <= MOST_QUERIES and cost.ms <= MOST_MS,
        "note": f"{_database_name()}, warm, signed in, through every middleware; best of {ROUNDS} rounds",
    }


def _among(alone: _Cost, among: _Cost, others: int, proposals: int) -> dict[str, Any]:
    change = among.ms / alone.ms - 1
    return {
        "goal": f"the same among {others} partnerships and {proposals:,} proposals",
        "target": f"less than {MOST_CHANGE:.0%} more",
        "measured": f"{among}: {change:+.0%}",
        "cpu_s": round(among.ms / 1000, 4),
        "ok": among.queries == alone.queries and change < MOST_CHANGE,
        "note": "each proposal was put to every school of its partnership",
    }


def _database_name() -> str:
    from django.db import connection

    return str(connection.display_name)
