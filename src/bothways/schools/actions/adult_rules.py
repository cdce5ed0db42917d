"""A school's own rule: how many pupils one adult looks after. It warns that school and nobody else."""

from __future__ import annotations

from bothways.core import audit
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.schools import policies
from bothways.schools.models import AdultRule, Person, School


@action
def set_rule(*, by: Person, school: School, years: str, pupils_per_adult: int) -> AdultRule:
    """One rule for these years ("R,1,2", or "" for all others): made, or changed where it stands."""
    demand(policies.may_keep_pupils(by, school))
    row: AdultRule
    row, _new = AdultRule.objects.for_(by).update_or_create(
        school=school, years=years, defaults={"pupils_per_adult": pupils_per_adult}
    )
    audit.record(by=by, verb="rule for adults set", on=row)
    return row


@action
def drop_rule(*, by: Person, school: School, rule_id: str) -> None:
    """A rule no longer stands. Twice is once; one of another school is not found and stays."""
    demand(policies.may_keep_pupils(by, school))
    AdultRule.objects.for_(by).filter(school=school, pk=rule_id).delete()
    audit.record(by=by, verb="rule for adults dropped", on=school)
