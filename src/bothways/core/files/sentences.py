"""What the child says, so that the parent can say it in the reader's language.

The child knows no language and loads no Django. A sentence is English with its values beside it:

    raise Refusal(_("The most we take is %(most)s.", most=big(most)))

It travels as its text and values; `wording.py` finds the translation. ``_`` and ``ngettext`` have the names by which
translators' tools find what there is to translate.
"""

from __future__ import annotations

from typing import Any

Value = str | int  # or a sentence, which is a str


class Sentence(str):
    """Reads as its English; keeps what a translation needs. Joining loses that: put one in the other's value."""

    __slots__ = ("many", "number", "text", "values")
    text: str
    many: str
    number: int
    values: dict[str, Value]

    def flat(self) -> dict[str, Any]:
        """As JSON holds it."""
        flat: dict[str, Any] = {"say": self.text, "values": {k: plain(value) for k, value in self.values.items()}}
        return flat | ({"many": self.many, "number": self.number} if self.many else {})


def _(text: str, /, **values: Value) -> Sentence:
    """A sentence with its values."""
    return _sentence(text, "", 1, values)


def ngettext(one: str, many: str, number: int, /, **values: Value) -> Sentence:
    """A sentence about a number of things. The number itself is shown only if it is among the values."""
    return _sentence(one, many, number, values)


def _sentence(one: str, many: str, number: int, values: dict[str, Value]) -> Sentence:
    made = Sentence((many if many and number != 1 else one) % values)
    made.text, made.many, made.number, made.values = one, many, number, values
    return made


def plain(told: Any) -> Any:
    """A result as JSON holds it: each sentence as its text and values, everything else as it is."""
    if isinstance(told, Sentence):
        return told.flat()
    if isinstance(told, dict):
        return {name: plain(value) for name, value in told.items()}
    return [plain(each) for each in told] if isinstance(told, list | tuple) else told
