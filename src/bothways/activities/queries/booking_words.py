"""What is typed about places and who comes, as actions take it."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_COME, LOTTERY = "first_come", "lottery"


@dataclass(frozen=True)
class Invited:
    """One school to ask. Without an address its lead in the partnership is written to."""

    school_id: str
    contact_name: str = ""
    contact_email: str = ""


@dataclass(frozen=True)
class AdultWanted:
    """One adult as typed. ``id`` is that of a row that stands already; ``training_id`` a session for adults."""

    name: str
    post: str = ""
    email: str = ""
    training_id: str = ""
    is_first_aider: bool = False
    id: str = ""
