"""R08: author, reviewers, privacy officer and publisher are different people; every collision is refused."""

import dataclasses

import pytest

from clerestory.errors import Refused
from clerestory.governance.approval.requests import Choice
from clerestory.governance.approval.states import State
from clerestory.vocabulary.roles import Role
from tests.office import DIGESTS, Office

MANY = frozenset({Role.ANALYST, Role.OUTPUT_CHECKER, Role.PRIVACY_OFFICER, Role.PUBLISHER})


@pytest.fixture
def office(tmp_path):
    """Everybody holds every role: only what they did to this release stands between them."""
    return Office(
        tmp_path / "governance", roles=dict.fromkeys(("ana", "maya", "daniel", "priya", "tom"), MANY)
    )


def as_far_as_approved(office):
    office.build()
    office.propose()
    office.review()


COLLISIONS = {
    "author is the first reviewer": lambda office: (office.build(), office.propose(), office.vote("ana")),
    "author is the second reviewer": lambda office: (
        office.build(), office.propose(), office.vote("maya"), office.vote("ana"),
    ),
    "author is the privacy officer": lambda office: (as_far_as_approved(office), office.sign("ana", Role.PRIVACY_OFFICER)),
    "author is the publisher": lambda office: (as_far_as_approved(office), office.sign("ana", Role.PUBLISHER)),
    "reviewer is the privacy officer": lambda office: (
        as_far_as_approved(office), office.sign("maya", Role.PRIVACY_OFFICER),
    ),
    "reviewer is the publisher": lambda office: (as_far_as_approved(office), office.sign("daniel", Role.PUBLISHER)),
    "privacy officer is the publisher": lambda office: (
        as_far_as_approved(office), office.sign("priya", Role.PRIVACY_OFFICER), office.sign("priya", Role.PUBLISHER),
    ),
}  # fmt: skip


@pytest.mark.parametrize("collision", COLLISIONS, ids=str)
def test_no_person_has_two_duties_in_one_release(office, collision):
    with pytest.raises(Refused, match="are different people"):
        COLLISIONS[collision](office)
    assert office.log()[-1].act == "refused"


def test_the_two_reviewers_are_two(office):
    office.build()
    office.propose()
    office.vote("maya")
    office.approve("maya")
    with pytest.raises(Refused, match="has approved this release already"):
        office.approve("maya")
    assert office.get().state is State.IN_REVIEW


def test_five_people_publish(office):
    as_far_as_approved(office)
    office.sign("priya", Role.PRIVACY_OFFICER)
    office.sign("tom", Role.PUBLISHER)
    office.publish("tom")
    assert office.get().state is State.PUBLISHED


def test_who_edits_after_the_approval_voids_it(office):
    as_far_as_approved(office)
    changed = dataclasses.replace(DIGESTS, bundle="9" * 64)
    with pytest.raises(Refused, match="bundle changed since the approval, which is void"):
        office.sign("priya", Role.PRIVACY_OFFICER, digests=changed)
    office.build("ana", changed)
    assert office.get().state is State.BUILT
    with pytest.raises(Refused, match="it cannot be signed now"):
        office.sign("priya", Role.PRIVACY_OFFICER, digests=changed)


def test_whoever_built_it_in_between_is_an_author_too(office):
    office.build("ana")
    office.build("maya")
    office.propose()
    with pytest.raises(Refused, match="maya made it"):
        office.vote("maya")


def test_checkers_do_not_see_each_others_votes_until_both_are_done(office):
    from clerestory.governance.approval import review
    from clerestory.governance.store import requests

    def seen_by(who):
        with office.store.reading() as look:
            found = requests.get(look, "2026-1")
            return {
                each.checker
                for each in review.visible_votes(found.built, requests.votes_of(look, found), who)
            }

    office.build()
    office.propose()
    office.vote("maya")
    office.vote("daniel", table="ccw/by_county")
    assert (seen_by("maya"), seen_by("daniel"), seen_by("ana")) == ({"maya"}, {"daniel"}, set())
    office.vote("daniel", Choice.APPROVE, "ccw/by_year")
    assert seen_by("maya") == seen_by("ana") == {"maya", "daniel"}
