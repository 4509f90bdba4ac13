"""R02: no column without an approved purpose; no approval without the inventory's digest."""

import pytest

from clerestory.errors import Refused
from clerestory.governance.approval.sources import Decision, Wanted
from clerestory.governance.office import releases, sources
from clerestory.governance.store.acting import Actor
from tests.office import ATTACHED

COUNTY = Wanted("ccw", "county", "quasi-identifier", "where the permit was asked for")
NAME = Wanted("ccw", "last_name", "direct identifier", "who the person is")


def decide(office, who="priya", decision=Decision.APPROVED, *columns, why="needed"):
    return sources.decide(office.desk, Actor(who), columns, decision, why)


def test_a_column_without_an_approved_purpose_stops_the_build(office):
    with pytest.raises(Refused, match=r"no purpose was approved for ccw\.county, ccw\.last_name"):
        releases.check_may_build(office.desk, Actor("ana"), "2026-1", (COUNTY, NAME))
    sources.ask(office.desk, Actor("ana"), (COUNTY, NAME))
    decide(office, "priya", Decision.APPROVED, "ccw.county")
    with pytest.raises(Refused, match=r"approved for ccw\.last_name"):
        releases.check_may_build(office.desk, Actor("ana"), "2026-1", (COUNTY, NAME))
    decide(office)
    releases.check_may_build(office.desk, Actor("ana"), "2026-1", (COUNTY, NAME))


def test_another_purpose_is_another_request(office):
    sources.ask(office.desk, Actor("ana"), (COUNTY,))
    decide(office)
    other = Wanted("ccw", "county", "quasi-identifier", "to map each holder")
    with pytest.raises(Refused, match="no purpose was approved"):
        releases.check_may_build(office.desk, Actor("ana"), "2026-1", (other,))


def test_only_a_privacy_officer_decides_and_gives_a_reason_to_refuse(office):
    sources.ask(office.desk, Actor("ana"), (COUNTY,))
    with pytest.raises(Refused, match="it is for the privacy officer"):
        decide(office, "tom")
    with pytest.raises(Refused, match="say why"):
        decide(office, "priya", Decision.REFUSED, why=" ")


@pytest.mark.parametrize("missing", ["inventory", "probe report", "attack", "publication score"])
def test_an_approval_that_does_not_name_the_evidence_is_refused(office, missing):
    office.build()
    office.propose()
    office.vote("maya")
    seen = {name: digest for name, digest in ATTACHED.items() if name != missing}
    with pytest.raises(Refused, match=f"names no {missing}"):
        office.approve("maya", evidence=seen)


def test_a_build_without_its_inventory_cannot_be_proposed(office):
    office.build(attachments={name: digest for name, digest in ATTACHED.items() if name != "inventory"})
    with pytest.raises(Refused, match="no inventory"):
        office.propose()
