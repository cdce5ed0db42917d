"""Narrow files of every school: names, councils, phases and status, or names, towns, postcodes and dates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from bothways.core.imports import Column, Format
from bothways.schools.imports.facts import SUBJECT, URN, Kind, checker, closed_by_date

STATUSES = Kind(
    format=Format(
        name="statuses",
        title=gettext_lazy("the list of schools with council, phase and status"),
        subject=SUBJECT,
        columns=(
            URN,
            Column(name="name", title="name", required=True),
            Column(name="local_authority", title="local_authority_name", required=True),
            Column(name="phase", title="phase_of_education", required=True),
            Column(name="gender", title="gender"),
            Column(name="status", title="status", required=True),
        ),
        check=checker(),
    )
)
ADDRESSES = Kind(
    format=Format(
        name="addresses",
        title=gettext_lazy("the list of schools with town, postcode, and opening and closing dates"),
        subject=SUBJECT,
        columns=(
            URN,
            Column(name="name", title="name", required=True),
            Column(name="town", title="town", required=True),
            Column(name="postcode", title="postcode", required=True),
            Column(name="opened_on", title="open_date"),
            Column(name="closed_on", title="close_date", required=True),
        ),
        check=checker(closed_by_date),
    )
)
