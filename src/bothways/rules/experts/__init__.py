"""Experts matched to schools' requests: as many as possible filled, then the fewest kilometres."""

from bothways.rules.experts.match import Match, match, why
from bothways.rules.experts.model import Expert, ExpertBrief, Request, read_experts

__all__ = ["Expert", "ExpertBrief", "Match", "Request", "match", "read_experts", "why"]
