"""Who goes to which seminar: ranked choices into slots, with the best possible plan proved by seat prices."""

from bothways.rules.seminars.model import Pupil, SeminarBrief, Session, read_seminars

__all__ = ["Pupil", "SeminarBrief", "Session", "read_seminars"]
