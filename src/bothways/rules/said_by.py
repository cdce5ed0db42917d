"""Who said something, without a name. Pure: what was typed in, what may stand on a page for anyone out.

"Two Year 5 pupils" and "maths teacher" say what somebody is. Any word outside the list might be a name, so then
nothing of it is shown: a role that is missed costs less than a name that is not.
"""

from __future__ import annotations

import re

_LIST = """
    a an the one two three four five six several some many of in from and with our their at for to
    pupil pupils student students child children boy boys girl girls class learner learners ambassador ambassadors
    sixth former formers form year years key stage reception nursery primary secondary college school junior infant
    senior university ks1 ks2 ks3 ks4 ks5 eyfs
    teacher teachers tutor lead leads leader leaders head heads headteacher deputy assistant teaching support staff
    coordinator governor governors parent parents carer carers family visitor volunteer technician technicians
    colleague colleagues trainee new early career subject department principal chair trust partnership
    maths mathematics science physics chemistry biology stem english literacy reading writing music singing choir art
    drama history geography computing french spanish german latin languages language pe sport sports dance design
    technology religious education re pastoral send senco outreach engineering scientist scientists engineer
    engineers
"""
_WORDS = frozenset(_LIST.split())


def without_name(speaker: str) -> str:
    """The same words where each says what somebody is; empty where one of them might be a name."""
    words = re.findall(r"\w+", speaker.casefold())
    known = all(word in _WORDS or word.isdecimal() for word in words)
    return speaker.strip() if words and known else ""
