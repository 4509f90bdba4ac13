"""R26: after a takedown nothing goes live without two of privacy officer, incident lead, publisher; none the author."""

import pytest

from clerestory.errors import Refused
from clerestory.governance.approval.approvals import Kind
from clerestory.governance.approval.incidents import Takedown
from clerestory.governance.office import publication
from clerestory.governance.store.acting import Actor
from clerestory.vocabulary.roles import Role
from tests.office import Office

LEAD, OFFICER, PUBLISHER = Role.INCIDENT_LEAD, Role.PRIVACY_OFFICER, Role.PUBLISHER


@pytest.fixture
def office(tmp_path):
    """Published, taken down at night, and signed again: only the restore is missing."""
    office = Office(tmp_path / "governance", roles={"ana": frozenset({Role.ANALYST, LEAD})})
    office.signed()
    office.publish()
    office.clock.pass_(hours=9)
    publication.take_over(
        office.desk, Takedown("n" * 64, "2026-1", ("ccw",), "elena", office.clock(), "a report")
    )
    office.clock.pass_(minutes=1)
    office.build()
    office.request = "2026-1.2"
    office.propose(office.request)
    office.review(request=office.request)
    office.sign("priya", OFFICER, request=office.request)
    office.sign("tom", PUBLISHER, request=office.request)
    return office


def restore(office, who, role, **changed):
    claim = office.claim(who, Kind.RESTORED, role, **changed)
    publication.restore(office.desk, Actor(who, role), office.request, claim)


def test_nobody_and_one_are_refused_and_two_are_enough(office):
    with pytest.raises(Refused, match=r"takes two of .* \(0 so far\)"):
        office.publish(request=office.request)
    restore(office, "elena", LEAD)
    with pytest.raises(Refused, match=r"\(1 so far\)"):
        office.publish(request=office.request)
    restore(office, "priya", OFFICER)
    office.publish(request=office.request)
    assert office.get(office.request).state.value == "published"


def test_the_author_is_none_of_them(office):
    with pytest.raises(Refused, match="made this release and cannot restore it"):
        restore(office, "ana", LEAD)


@pytest.mark.parametrize(
    ("who", "role"), [("maya", Role.OUTPUT_CHECKER), ("ruth", Role.EXECUTIVE), ("ines", Role.LOG_AUDITOR)]
)
def test_other_roles_do_not_count(office, who, role):
    with pytest.raises(Refused, match="may not do this"):
        restore(office, who, role)


def test_two_of_the_same_role_are_not_two(office):
    restore(office, "priya", OFFICER)
    restore(office, "pavel", OFFICER)
    with pytest.raises(Refused, match="takes two of"):
        office.publish(request=office.request)


def test_the_same_person_twice_is_one(office):
    restore(office, "elena", LEAD)
    with pytest.raises(Refused, match="a second officer is needed"):
        restore(office, "elena", LEAD)


def test_words_alone_restore_nothing(office):
    with pytest.raises(Refused, match="words alone"):
        restore(office, "elena", LEAD, evidence={})


def test_an_unqualified_officer_restores_nothing(office):
    office.clock.pass_(days=366)
    with pytest.raises(Refused, match="ended on"):
        restore(office, "elena", LEAD)


def test_a_takedown_is_recorded_once(office):
    before = office.acts().count("take down")
    publication.take_over(
        office.desk, Takedown("n" * 64, "2026-1", ("ccw",), "elena", office.clock(), "a report")
    )
    assert office.acts().count("take down") == before == 1
