"""What people said afterwards: counts that point at nobody, quotes with permission, thanks and whether they arrived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet

from bothways.activities.kinds import questions as lists
from bothways.activities.models import Activity, Moment, Quote, TakingPart, Thanks
from bothways.activities.queries import giving, giving_words
from bothways.core import access
from bothways.core.errors import NotFound
from bothways.core.models import OutboxRow
from bothways.rules import exit_answers
from bothways.rules.contributions import Way, reached_outside
from bothways.schools.models import Person

QuoteRow = Quote


@dataclass(frozen=True)
class Told:
    """One question and what was said to it, in words."""

    words: str
    n: int
    counts: Sequence[tuple[str, int]]
    good: int | None


@dataclass(frozen=True)
class Said:
    """All of one kind of people at one moment. ``n`` sets of answers."""

    key: tuple[str, str]
    title: str
    n: int
    questions: Sequence[Told]


@dataclass(frozen=True)
class Changed:
    """One question before and after, of ``n`` people who could be paired; means None where they are too few."""

    words: str
    n: int
    before: float | None
    after: float | None


def results(activity: Activity) -> Sequence[Said]:
    """What was said, by who was asked and when: one query. Fewer than five answers to a question are not shown."""
    by_key = _by_key(activity)
    found = []
    for key, questions in lists.ASKED.items():
        given = [answers for _code, answers in by_key.get(key, ())]
        rows = exit_answers.results({each.key: len(each.steps) for each in questions}, given)
        told = [_told(question, row) for question, row in zip(questions, rows, strict=True)]
        found.append(Said(key, str(lists.TITLES[key]), len(given), told))
    return found


def _told(question: lists.Question, row: exit_answers.Result) -> Told:
    counts = [(str(step), n) for step, n in zip(question.steps, row.counts, strict=True)] if row.counts else []
    return Told(str(question.words), row.n, counts, None if row.good is None else round(100 * row.good))


def _by_key(activity: Activity) -> Mapping[tuple[str, str], list[tuple[str, Mapping[str, int]]]]:
    found: dict[tuple[str, str], list[tuple[str, Mapping[str, int]]]] = {}
    for asked, moment, match, answers in activity.exit_answers.values_list("asked", "moment", "match", "answers"):
        found.setdefault((asked, moment), []).append((match, answers))
    return found


def changes(activity: Activity) -> Sequence[Changed]:
    """Adults before and after, paired by the code that each made up."""
    by_key = _by_key(activity)
    before = by_key.get(("adults", Moment.BEFORE), [])
    after = by_key.get(("adults", Moment.AFTER), [])
    words = {each.key: str(each.words) for each in lists.ASKED["adults", Moment.BEFORE]}
    return [
        Changed(words[each.question], each.n, _one_digit(each.before), _one_digit(each.after))
        for each in exit_answers.change(list(words), before, after)
    ]


def _one_digit(mean: Fraction | None) -> float | None:
    return None if mean is None else round(float(mean), 1)


def subject_of(activity_id: str, key: tuple[str, str]) -> str:
    """What a link is about: ``activity id:pa``, the first letters of who is asked and when. At most 40 letters."""
    return f"{activity_id}:{key[0][0]}{key[1][0]}"


def behind_link(subject_id: str) -> tuple[Activity, tuple[str, str]]:
    """The event and who is asked when. NotFound for anything else."""
    activity_id = subject_id.partition(":")[0]
    found: Activity | None = Activity.unscoped.filter(pk=activity_id).first()
    key = next((each for each in lists.ASKED if subject_of(activity_id, each) == subject_id), None)
    if found is None or key is None:
        raise NotFound
    return found, key


def quotes(activity: Activity) -> QuerySet[Quote]:
    """What was said in words, newest first."""
    rows: QuerySet[Quote] = activity.quotes.select_related("school").order_by("-said_on", "-added_at")
    return rows


def quote(quote_id: str, *, by: Person, activity: Activity) -> Quote:
    """One quote of this event; NotFound otherwise."""
    return access.get(Quote, quote_id, by=by, using=Quote.objects.for_(by).filter(activity=activity))


@dataclass(frozen=True)
class ToThank:
    """One school that gave something: what it gave, in words, whom to write to, and what became of the thanks."""

    part: TakingPart
    gave: Sequence[str]
    reached: int
    thanked: Thanks | None
    delivery: str


def to_thank(activity: Activity) -> Sequence[ToThank]:
    """Every school that gave something, by name, with the pupils of other schools that its giving reached."""
    lines = giving.contributions(activity)
    facts = giving.facts_of([activity])[activity.pk]
    outside = reached_outside(facts)
    parts = activity.taking_part.select_related("school")
    sent = {each.school_id: each for each in activity.thanks.all()}
    states = dict(
        OutboxRow.objects.filter(
            kind="afterwards.thanks", about_id__in=[each.pk for each in sent.values()]
        ).values_list("about_id", "state")
    )
    rows = []
    for part in sorted(parts, key=lambda part: part.school.name.casefold()):
        gave = [giving_words.said(each) for each in lines if each.school == part.school_id and each.way is Way.GAVE]
        if gave:
            thanked = sent.get(part.school_id)
            state = states.get(thanked.pk, "") if thanked else ""
            rows.append(ToThank(part, gave, outside.get(part.school_id, 0), thanked, state))
    return rows
