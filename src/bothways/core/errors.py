"""Everything the product refuses, drawn once. Pages and API map this tree in one place each.

ProductError
 ├─ NotFound x         404  not there, or not yours: the two look the same
 ├─ Refused x          403  you may see it, but may not do this, and here is who can
 ├─ Invalid x          422  what was typed cannot be used; names the field
 ├─ Conflict x         409  someone was faster, or it has changed since you looked
 ├─ TooMany x          429  too many tries; says when to try again
 └─ Unavailable x      503  a part we need is away; nothing was lost

(x: raised; ProductError only catches them all.)
"""

from __future__ import annotations


class ProductError(Exception):
    """A refusal with a sentence for the person. ``code`` is stable for machines, ``field`` names a form field."""

    status = 500
    code = "error"

    def __init__(self, sentence: str = "", *, field: str | None = None, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.code = code or type(self).code


class NotFound(ProductError):
    """Absent and forbidden are told apart by nobody, so this never carries a reason."""

    status = 404
    code = "not_found"


class Refused(ProductError):
    """The thing is visible to this person, but the deed is not theirs. Says who can."""

    status = 403
    code = "refused"


class Invalid(ProductError):
    """Input that has the right shape but cannot be right."""

    status = 422
    code = "invalid"


class Conflict(ProductError):
    """The world has moved on since the page was shown."""

    status = 409
    code = "conflict"


class TooMany(ProductError):
    """A limit was met. ``retry_after`` is in seconds."""

    status = 429
    code = "too_many"

    def __init__(self, sentence: str, *, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Unavailable(ProductError):
    """A database, broker or mail server cannot be reached just now."""

    status = 503
    code = "unavailable"
