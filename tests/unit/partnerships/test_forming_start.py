"""Starting a partnership: who may, who is in it, who runs it."""

from __future__ import annotations

import pytest

from bothways.core.errors import Invalid, Refused
from bothways.core.models import AuditEntry
from bothways.partnerships.actions import forming
from bothways.partnerships.models import MembershipState, Partnership
from bothways.partnerships.queries import forming as reads
from bothways.partnerships.queries.forming_words import Charter
from bothways.schools.roles import Permission, PlaceKind
from tests.factories.partnerships import join
from tests.factories.schools import make_school
from tests.people import Cast
from tests.unit.partnerships.forming_people import again

pytestmark = pytest.mark.django_db

WORDS = Charter("Halton", "cluster", "Halton borough", ["Love of science", "", " Love of science "], "We share.", 2019)


def test_a_head_starts_one_and_runs_it_with_the_own_school_in(cast: Cast) -> None:
    school = cast.giver_school.pk
    made = forming.start(by=cast.giver_head, words=WORDS, schools=[school], hub=school)
    membership = made.memberships.get()
    assert (membership.state, membership.kind) == (MembershipState.YES, "founding")
    assert made.hub_id == school
    assert [aim.words for aim in made.aims.all()] == ["Love of science"]
    lead = membership.contacts.get()
    assert (lead.email, lead.is_lead) == (cast.giver_head.email, True)
    assert again(cast.giver_head).holds(Permission.RUN_PARTNERSHIP, at=(PlaceKind.PARTNERSHIP, made.pk))
    assert AuditEntry.objects.filter(verb="partnership started", object_id=made.pk).count() == 1


def test_a_teacher_starts_one_but_says_yes_for_nobody(cast: Cast) -> None:
    made = forming.start(by=cast.giver, words=WORDS, schools=[cast.giver_school.pk], hub=cast.giver_school.pk)
    assert made.memberships.get().state == MembershipState.ASKED
    assert made.hub is None
    assert [each.pk for each in reads.asked_of(cast.giver_head)] == [made.memberships.get().pk]
    assert reads.asked_of(cast.giver) == ()


def test_nobody_puts_a_school_in_where_they_do_not_work(cast: Cast) -> None:
    made = forming.start(by=cast.giver_head, words=WORDS, schools=[cast.stranger_school.pk])
    assert not made.memberships.exists()


def test_only_those_who_work_for_a_school_start_one(cast: Cast) -> None:
    with pytest.raises(Refused, match="works for a school"):
        forming.start(by=cast.operator, words=WORDS)
    assert not Partnership.unscoped.filter(name="Halton").exists()


def test_every_partnership_gets_an_address_of_its_own(cast: Cast) -> None:
    slugs = [forming.start(by=cast.giver, words=WORDS).slug for _ in range(3)]
    assert slugs == ["halton", "halton-2", "halton-3"]
    assert forming.start(by=cast.giver, words=Charter("数学", "cluster", "", [], "", 2024)).slug == "partnership"


def test_a_charter_is_written_anew_and_aims_that_stay_keep_their_rows(cast: Cast) -> None:
    made = forming.start(by=cast.giver_head, words=WORDS)
    kept = made.aims.get()
    words = Charter("Halton Science", "established", "", ["Teachers learn", "Love of science"], "New.", 2020)
    forming.change_charter(by=again(cast.giver_head), partnership=made, words=words)
    made.refresh_from_db()
    assert [aim.words for aim in made.aims.all()] == ["Teachers learn", "Love of science"]
    assert made.aims.get(words="Love of science").pk == kept.pk
    assert (made.name, made.slug, made.start_year) == ("Halton Science", "halton", 2020)
    assert len(reads.charter_changes(made)) == 2


def test_only_a_coordinator_of_it_changes_the_charter_or_the_hub(cast: Cast) -> None:
    for person in (cast.giver_head, cast.partner, cast.other_coordinator):
        with pytest.raises(Refused, match="Only a coordinator"):
            forming.change_charter(by=person, partnership=cast.partnership, words=WORDS)
        with pytest.raises(Refused):
            forming.set_hub(by=person, partnership=cast.partnership, membership=None)


def test_a_hub_is_a_school_that_is_in_and_can_be_none(cast: Cast) -> None:
    asked = join(cast.partnership, make_school(), state=MembershipState.ASKED)
    with pytest.raises(Invalid, match="a school that is in"):
        forming.set_hub(by=cast.coordinator, partnership=cast.partnership, membership=asked)
    forming.set_hub(by=cast.coordinator, partnership=cast.partnership, membership=None)
    assert Partnership.unscoped.get(pk=cast.partnership.pk).hub is None
    partner = cast.partnership.memberships.get(school=cast.partner_school)
    forming.set_hub(by=cast.coordinator, partnership=cast.partnership, membership=partner)
    assert Partnership.unscoped.get(pk=cast.partnership.pk).hub == cast.partner_school
