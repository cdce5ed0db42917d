"""What forms read and actions take about forming a partnership: plain values between the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.partnerships.models import MembershipKind


@dataclass(frozen=True)
class Charter:
    """What a partnership is and is for. ``start_year`` 2019 is the academic year 2019/20."""

    name: str
    kind: str
    area: str
    aims: Sequence[str]
    charter: str
    start_year: int


@dataclass(frozen=True)
class Wanted:
    """A school to ask, as what, and whom to write to there. Without an address it is asked, but not yet written to."""

    school_id: str
    kind: str = MembershipKind.MEMBER
    name: str = ""
    post: str = ""
    email: str = ""


@dataclass(frozen=True)
class Details:
    """What a school may add to its yes; an empty one leaves things as they are."""

    who: str = ""
    brings: str = ""
    expects: str = ""
    name: str = ""
    post: str = ""
    email: str = ""
