"""R12: a launch date is no reason; an expedited release needs a privacy officer and passes the same checks."""

import pytest

from clerestory.errors import Refused
from clerestory.governance.approval.requests import Haste
from clerestory.governance.office import publication, releases
from clerestory.governance.store.acting import Actor
from clerestory.vocabulary.roles import Role


def test_a_launch_date_is_no_reason():
    assert {each.value for each in Haste} == {"correction", "law", "safety"}
    with pytest.raises(ValueError, match="launch"):
        Haste("launch")


def test_an_expedited_release_waits_for_the_privacy_officer(office):
    office.build()
    releases.propose(office.desk, Actor("ana"), "2026-1", Haste.CORRECTION)
    office.review()
    with pytest.raises(Refused, match="a privacy officer has to sign that"):
        office.sign("priya", Role.PRIVACY_OFFICER)
    with pytest.raises(Refused, match="it is for the privacy officer"):
        publication.expedite(office.desk, Actor("tom"), "2026-1")
    publication.expedite(office.desk, Actor("pavel"), "2026-1")
    office.sign("priya", Role.PRIVACY_OFFICER)


def test_its_list_of_checks_is_the_same(office):
    office.build()
    office.propose()
    releases.retract(office.desk, Actor("ana"), "2026-1", "again")
    office.build()
    releases.propose(office.desk, Actor("ana"), "2026-1", Haste.LAW)
    proposed = [each.detail for each in office.log() if each.act == "propose"]
    assert [each["expedite"] for each in proposed] == ["", "law"]
    assert proposed[0]["checks"] == proposed[1]["checks"] != ""


def test_it_still_takes_two_checkers(office):
    office.build()
    releases.propose(office.desk, Actor("ana"), "2026-1", Haste.SAFETY)
    publication.expedite(office.desk, Actor("priya"), "2026-1")
    office.review("maya")
    with pytest.raises(Refused, match="it cannot be signed now"):
        office.sign("priya", Role.PRIVACY_OFFICER)
