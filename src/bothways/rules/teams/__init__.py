"""Mixed teams: who works with whom, proved as good as it can be."""

from bothways.rules.teams.compiled import Compiled, compile_brief
from bothways.rules.teams.model import MODES, Pupil, School, TeamBrief, TeamPlan, TeamRules
from bothways.rules.teams.reading import read
from bothways.rules.teams.solve import solve, warm

__all__ = [
    "MODES",
    "Compiled",
    "Pupil",
    "School",
    "TeamBrief",
    "TeamPlan",
    "TeamRules",
    "compile_brief",
    "read",
    "solve",
    "warm",
]
