"""A brief back in the public JSON format, its lists in id order: what its hash is taken of."""

from __future__ import annotations

from typing import Any

from bothways.rules.teams.model import Pupil, TeamBrief


def public_form(brief: TeamBrief) -> dict[str, Any]:
    """The JSON-ready mapping. ``read`` of it gives the same question, whatever order the lists had."""
    rules = brief.rules
    key = {"at_most": "m", "at_least": "k"}.get(rules.mode)
    teams = range(rules.n_teams) if rules.accessible_teams is None else rules.accessible_teams
    return {
        "kind": "teams",
        "name": brief.name,
        "T": rules.n_teams,
        "size": list(rules.sizes),
        "mode": rules.mode,
        **({key: rules.limit} if key else {}),
        "attributes": list(brief.attributes),
        "scores": list(brief.scores),
        "schools": [
            {"id": school.id, "name": school.name, "guest": school.guest, "independent": school.independent}
            for school in sorted(brief.schools, key=lambda school: school.id)
        ],
        "pupils": [_pupil(pupil) for pupil in sorted(brief.pupils, key=lambda pupil: pupil.id)],
        "together": sorted(sorted(group) for group in rules.together),
        "apart": sorted(sorted(group) for group in rules.apart),
        "fixed": dict(rules.fixed),
        "accessible_teams": sorted(teams),
        "history": [sorted(sorted(team) for team in event) for event in rules.history],
        "absent": sorted(brief.absent),
    }


def _pupil(pupil: Pupil) -> dict[str, Any]:
    return {"id": pupil.id, "school": pupil.school, "access": int(pupil.access), **pupil.attrs, **pupil.scores}
