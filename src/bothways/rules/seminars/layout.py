"""The brief as whole-number arrays, which is what the compiled search reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bothways.rules.seminars.model import SeminarBrief


@dataclass(frozen=True)
class Layout:
    """Pupils, schools, seminars and sessions by number, in the brief's order.

    prefs: pupil x rank -> seminar, -1 when not used. at: seminar x slot x alternative -> session or -1.
    share: session -> most of one school. bound_by_share: school x session, True where a share can matter.
    """

    prefs: np.ndarray
    school: np.ndarray
    guest: np.ndarray
    school_size: np.ndarray
    at: np.ndarray
    capacity: np.ndarray
    least: np.ndarray
    slot: np.ndarray
    seminar: np.ndarray
    share: np.ndarray
    bound_by_share: np.ndarray
    slots: int

    @property
    def pupils(self) -> int:
        """How many pupils."""
        return int(self.prefs.shape[0])

    @property
    def ranks(self) -> int:
        """The longest list of choices."""
        return int(self.prefs.shape[1])

    @property
    def sessions(self) -> int:
        """How many sessions."""
        return int(self.capacity.shape[0])

    @property
    def schools(self) -> int:
        """How many schools."""
        return int(self.guest.shape[0])


def lay_out(brief: SeminarBrief) -> Layout:
    """Arrays for one brief."""
    seminars = {name: n for n, name in enumerate(_seminar_names(brief))}
    schools = {name: n for n, name in enumerate(brief.schools)}
    school = np.array([schools[each.school] for each in brief.pupils], dtype=np.int64)
    size = np.bincount(school, minlength=len(schools)).astype(np.int64)
    share = np.array([brief.seats_for_school(each) for each in brief.sessions], dtype=np.int64)
    return Layout(
        prefs=_prefs(brief, seminars),
        school=school,
        guest=np.array([name in brief.guests for name in brief.schools], dtype=np.bool_),
        school_size=size,
        at=_where(brief, seminars),
        capacity=np.array([each.capacity for each in brief.sessions], dtype=np.int64),
        least=np.array([each.least for each in brief.sessions], dtype=np.int64),
        slot=np.array([each.slot for each in brief.sessions], dtype=np.int64),
        seminar=np.array([seminars[each.seminar] for each in brief.sessions], dtype=np.int64),
        share=share,
        bound_by_share=size[:, None] > share[None, :],
        slots=brief.slots,
    )


def _seminar_names(brief: SeminarBrief) -> list[str]:
    ranked = {seminar for each in brief.pupils for seminar in each.ranked}
    return sorted(ranked | {each.seminar for each in brief.sessions})


def _prefs(brief: SeminarBrief, seminars: dict[str, int]) -> np.ndarray:
    width = max(1, *(len(each.ranked) for each in brief.pupils))
    prefs = np.full((len(brief.pupils), width), -1, dtype=np.int64)
    for row, each in enumerate(brief.pupils):
        for rank, seminar in enumerate(each.ranked):
            prefs[row, rank] = seminars[seminar]
    return prefs


def _where(brief: SeminarBrief, seminars: dict[str, int]) -> np.ndarray:
    """Sessions of each seminar in each slot; a seminar may run twice at once, in two rooms."""
    found: dict[tuple[int, int], list[int]] = {}
    for number, each in enumerate(brief.sessions):
        found.setdefault((seminars[each.seminar], each.slot), []).append(number)
    at = np.full((len(seminars), brief.slots, max(map(len, found.values()))), -1, dtype=np.int64)
    for (seminar, slot), numbers in found.items():
        at[seminar, slot, : len(numbers)] = numbers
    return at
