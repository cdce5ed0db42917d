"""The words that parents say yes or no to. A version is never changed: new words are a new version.

Old answers name the version they were given to, and are shown with its words. A test holds each version to its hash.
Reading age 9.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from bothways.activities.models import ConsentPurpose
from bothways.rules import consents as rules

NEWEST: Mapping[str, str] = {
    ConsentPurpose.VISIT: "visit-1",
    ConsentPurpose.PHOTO: "photo-1",
    ConsentPurpose.SESSION: "session-1",
}
# Not translated by catalogue: what was agreed to is what was shown.
WORDINGS: Mapping[str, str] = {
    "visit-1": "May your child come to this event with the school?",
    "photo-1": (
        "May we take photos of your child at this event? No names are shown with photos. You can change your mind at "
        "any time, and we then take the photos down."
    ),
    "session-1": "Parents may say no to this part. May your child take part in it?",
}
SCOPE_WORDS: Mapping[str, str] = {
    rules.NONE: "No photos",
    rules.SCHOOL: "Yes, for our school only",
    rules.EVENT: "Yes, for the schools at this event",
    rules.PARTNERSHIP: "Yes, for all schools of the partnership",
}


def wording(purpose: str, version: str = "", about: str = "") -> str:
    """The words of a version (the newest), with what they are about: a session's title and what happens in it."""
    text = WORDINGS[version or NEWEST[ConsentPurpose(purpose)]]
    return f"{text} {about}".strip()


def digest(text: str) -> str:
    """What a receipt keeps of the words that were shown."""
    return hashlib.sha256(text.encode()).hexdigest()
