"""R29: a hot fix takes the same gate: its author alone puts nothing live, also while an incident is open."""

import pytest

from clerestory.errors import Refused
from clerestory.governance.office.releases import Asked
from clerestory.vocabulary.roles import Role
from tests.office import Office


@pytest.fixture
def office(tmp_path):
    """The analyst holds every role."""
    return Office(tmp_path / "governance", roles={"ana": frozenset(Role)})


def test_the_author_alone_gets_nowhere(office):
    office.build(asked=Asked("hot fix"))
    office.propose()
    for step in (
        lambda: office.vote("ana"),
        lambda: office.sign("ana", Role.PRIVACY_OFFICER),
        lambda: office.publish("ana"),
    ):
        with pytest.raises(Refused):
            step()
    assert office.get().state.value == "proposed"


def test_with_fresh_approvals_of_others_it_passes(office):
    office.build(asked=Asked("hot fix"))
    office.propose()
    office.review()
    office.sign("priya", Role.PRIVACY_OFFICER)
    office.sign("tom", Role.PUBLISHER)
    office.publish()
    assert (office.get().kind, office.get().state.value) == ("hot fix", "published")
