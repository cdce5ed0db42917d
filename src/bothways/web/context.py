"""What the frame of every page needs: who is here, at which place, and the way around."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for components/base.html."""
    person = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    return {
        "demo": settings.DEMO,
        "person": person if signed_in else None,
        "nav": [],
        "places": [],
        "current_place": None,
    }
