"""The one way that anything behind the door says no."""

from __future__ import annotations

from bothways.core.files.sentences import Sentence


class Refusal(Exception):
    """Carries one plain sentence (or two: what is wrong, and what would mend it)."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def big(count: int) -> str:
    """A size as people say it: ``"1.4 MB"``."""
    if count >= 10**9:
        return f"{count / 10**9:,.1f} GB"
    return f"{count / 10**6:.1f} MB" if count >= 10**5 else f"{max(count / 1000, 0.1):.1f} kB"
