"""What many people said afterwards, counted so that nobody is pointed at. Pure.

An answer is {question: number}. Fewer than five answers are not shown at all: with four, the others know the fourth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bothways.rules.small_numbers import FEWEST

Answers = Mapping[str, int]


@dataclass(frozen=True)
class Result:
    """One question: how many answered, how many said each thing. ``counts`` is None where too few answered."""

    question: str
    n: int
    counts: tuple[int, ...] | None

    @property
    def good(self) -> Fraction | None:
        """The share of the upper half of the scale: 4 and 5 of 5, the smile of 3, yes of no and yes."""
        if self.counts is None:
            return None
        upper = self.counts[len(self.counts) // 2 + len(self.counts) % 2 :]
        return Fraction(sum(upper), self.n)


def results(questions: Mapping[str, int], answers: Iterable[Answers]) -> list[Result]:
    """For each question and its number of steps, what was said. Steps count from 1; anything else was not said."""
    given = list(answers)
    found = []
    for question, steps in questions.items():
        counted = Counter(value for each in given if (value := each.get(question)) and 1 <= value <= steps)
        n = sum(counted.values())
        counts = tuple(counted[step] for step in range(1, steps + 1)) if n >= FEWEST else None
        found.append(Result(question, n, counts))
    return found


@dataclass(frozen=True)
class Change:
    """Before and after of the same people: ``n`` pairs and the mean of each; None where too few are paired."""

    question: str
    n: int
    before: Fraction | None
    after: Fraction | None


def change(
    questions: Collection[str], before: Sequence[tuple[str, Answers]], after: Sequence[tuple[str, Answers]]
) -> list[Change]:
    """Pairs by the code that people made up. A code that came twice on one side is nobody's, and is left out."""
    first, last = _once(before), _once(after)
    both = [code for code in first if code in last]
    found = []
    for question in questions:
        pairs = [
            (first[code][question], last[code][question])
            for code in both
            if question in first[code] and question in last[code]
        ]
        shown = len(pairs) >= FEWEST
        means = [Fraction(sum(side), len(pairs)) if shown else None for side in zip(*pairs, strict=True)] or [
            None,
            None,
        ]
        found.append(Change(question, len(pairs), means[0], means[1]))
    return found


def _once(answers: Sequence[tuple[str, Answers]]) -> dict[str, Answers]:
    seen = Counter(code for code, _answers in answers if code)
    return {code: given for code, given in answers if seen.get(code) == 1}
