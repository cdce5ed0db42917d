"""Addresses of the register of the cast's event, and of the phones that keep it."""

from __future__ import annotations

from bothways.activities.actions.devices import digest
from bothways.activities.models import Device
from tests.meta.arguments import Maker
from tests.meta.arguments.activities import event_of
from tests.people import Cast


def _phone(cast: Cast) -> dict[str, str]:
    made, _new = Device.unscoped.get_or_create(
        activity_id=event_of(cast)["activity_id"], token_hash=digest("phone"), defaults={"name": "Front door"}
    )
    return {**event_of(cast), "device_id": made.pk}


ARGUMENTS: dict[str, Maker] = {
    **dict.fromkeys(
        [
            "event_register",
            *(f"event_register_{page}" for page in ("mark", "walk_in", "settle", "finish", "sheet", "paper", "phones")),
        ],
        event_of,
    ),
    "event_register_all_here": lambda cast: {**event_of(cast), "school_id": cast.giver_school.pk},
    "event_register_revoke": _phone,
    "register_enrol": lambda _cast: {"token": "no-such-token"},
}
