"""The rules of a brief that a person could drop, one by one, each with its name in the brief and in words."""

from __future__ import annotations

from dataclasses import dataclass

from bothways.rules.errors import Clash
from bothways.rules.teams.model import TeamBrief

TOGETHER, APART, FIXED, ACCESS, SIZE, MODE = ("together", "apart", "fixed", "access", "size", "mode")


@dataclass(frozen=True)
class UserRule:
    """``kind`` is one of the names above; ``pupils`` those it is about, ``team`` where a fixed pupil must be."""

    kind: str
    name: str
    words: str
    pupils: tuple[str, ...] = ()
    team: int = -1

    def clash(self, why: str = "") -> Clash:
        """As part of a clash, with the reason when the rule is impossible all by itself."""
        return Clash(self.name, f"{self.words} ({why})" if why else self.words)


def user_rules(brief: TeamBrief) -> tuple[UserRule, ...]:
    """All of them, in a fixed order. The number of teams is not one: it is what the event is."""
    rules = brief.rules
    low, high = rules.sizes
    out = [UserRule(SIZE, "size", f"teams have {low} to {high} pupils" if low != high else f"teams have {low} pupils")]
    if rules.mode == "at_most":
        out.append(UserRule(MODE, "mode", f"no team has more than {rules.limit} of one school"))
    if rules.mode == "at_least":
        out.append(UserRule(MODE, "mode", f"every team has {rules.limit} schools or more"))
    for kind, groups, words in ((TOGETHER, rules.together, "together"), (APART, rules.apart, "apart")):
        for k, group in enumerate(groups):
            out.append(UserRule(kind, f"{kind}[{k}]", f"{listed(group)} are kept {words}", tuple(sorted(set(group)))))
    for pupil, team in sorted(rules.fixed.items()):
        out.append(UserRule(FIXED, f"fixed[{pupil}]", f"{pupil} is fixed to team {team}", (pupil,), team))
    return (*out, *_access(brief))


def _access(brief: TeamBrief) -> list[UserRule]:
    able = [team for team in range(brief.rules.n_teams) if brief.able(team)]
    if len(able) == brief.rules.n_teams:
        return []
    where = f"team{'' if len(able) == 1 else 's'} {listed([str(team) for team in able])}" if able else "no team"
    return [
        UserRule(
            ACCESS,
            f"access[{pupil.id}]",
            f"{pupil.id} needs an accessible team, and only {where} can be used",
            (pupil.id,),
        )
        if able
        else UserRule(
            ACCESS, f"access[{pupil.id}]", f"{pupil.id} needs an accessible team, and there is none", (pupil.id,)
        )
        for pupil in sorted(brief.pupils, key=lambda each: each.id)
        if pupil.access
    ]


def listed(names: tuple[str, ...] | list[str]) -> str:
    """a, b and c; a long list is cut after six."""
    names = list(names)
    if len(names) > 7:
        names = [*names[:6], f"{len(names) - 6} more"]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
