"""Two partnerships for the demonstration, and worlds of any size for measuring."""

from bothways.partnerships.demonstration.make import make
from bothways.partnerships.demonstration.world import make_world

__all__ = ["make", "make_world"]
