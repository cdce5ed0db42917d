"""Sixty real actions, each acknowledged on file descriptor 99 once it has returned. Traced by test_power_cut."""

import os

import django

django.setup()

from django.db import connection  # noqa: E402 - Django must be set up first

from bothways.core import limits  # noqa: E402 - Django must be set up first
from bothways.schools.actions import staff  # noqa: E402 - Django must be set up first
from bothways.schools.models import Person, School  # noqa: E402 - Django must be set up first
from tests.faults.power_cut import ACK_FD  # noqa: E402 - Django must be set up first

if __name__ == "__main__":
    limits.draw = lambda *_: None  # sixty in a second is not what limits are for
    with connection.cursor() as cursor:
        # many checkpoints are more moments to cut at; few are what a lazier setting is caught by
        cursor.execute(f"PRAGMA wal_autocheckpoint={os.environ.get('POWER_CUT_CHECKPOINT', '20')}")
        if os.environ.get("POWER_CUT_SYNCHRONOUS"):
            cursor.execute(f"PRAGMA synchronous={os.environ['POWER_CUT_SYNCHRONOUS']}")
    head = Person.unscoped.get(email__startswith="900000-0")
    school = School.objects.get(identifier="900000")
    for number in range(60):
        staff.invite(by=head, school=school, email=f"p{number}@school.test", role="teacher")
        os.write(ACK_FD, b"ACK %d\n" % (number + 1))
