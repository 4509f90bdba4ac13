"""R10: who is not trained for the role and this version, today, does not build, approve, publish or restore."""

import pytest

from clerestory.errors import Refused
from clerestory.governance.approval import training
from clerestory.governance.office import people, releases
from clerestory.governance.office.desk import Desk
from clerestory.governance.store.acting import Actor
from clerestory.vocabulary.roles import Role
from tests.office import VERSION

STALE = {"build": "ana", "propose": "ana", "review": "maya", "sign": "priya", "publish": "tom"}


def answers(role, wrong=0):
    asked = training.lesson().questions_for(role)
    return {each.id: (each.right + (number < wrong)) % len(each.answers) for number, each in enumerate(asked)}


def steps(office):
    return {
        "build": office.build,
        "propose": office.propose,
        "review": lambda: office.review(),
        "sign": lambda: (office.sign("priya", Role.PRIVACY_OFFICER), office.sign("tom", Role.PUBLISHER)),
        "publish": office.publish,
    }


@pytest.mark.parametrize("act", STALE)
def test_an_expired_qualification_blocks_the_act_at_its_moment(office, act):
    for name, step in steps(office).items():
        if name == act:
            office.clock.pass_(days=366)
            with pytest.raises(Refused, match="ended on 27 June 2027; take the training again"):
                step()
            return
        step()


@pytest.mark.parametrize("act", STALE)
def test_a_new_version_makes_every_qualification_stale(office, act):
    for name, step in steps(office).items():
        if name == act:
            office.desk = Desk(office.store, "2.0", "policy")
            with pytest.raises(Refused, match=f"trained for version {VERSION}, not 2.0"):
                step()
            return
        step()


def test_a_passed_training_qualifies_and_a_failed_one_does_not(office):
    office.desk = Desk(office.store, "2.0", "policy")
    failed = training.mark(Role.ANALYST, answers(Role.ANALYST, wrong=3))
    assert people.train(office.desk, Actor("ana"), Role.ANALYST, failed) is None
    with pytest.raises(Refused):
        office.build()
    people.train(office.desk, Actor("ana"), Role.ANALYST, training.mark(Role.ANALYST, answers(Role.ANALYST)))
    assert office.build().author == "ana"


def test_a_training_is_for_a_role_that_one_holds(office):
    with pytest.raises(Refused, match="does not hold the role"):
        people.train(
            office.desk, Actor("ana"), Role.PUBLISHER, training.mark(Role.PUBLISHER, answers(Role.PUBLISHER))
        )


def test_an_emergency_waiver_needs_two_people_and_shows_in_the_log(office):
    office.clock.pass_(days=366)
    number = people.ask_waiver(office.desk, Actor("priya"), "ana", Role.ANALYST, "the trainer is ill", 4)
    with pytest.raises(Refused):
        office.build()
    for same in ("priya", "ana"):
        with pytest.raises(Refused):
            people.grant_waiver(office.desk, Actor(same), number)
    people.grant_waiver(office.desk, Actor("elena"), number)
    office.build()
    assert office.log()[-1].detail["waived_by"] == ["priya", "elena"]
    office.clock.pass_(hours=5)
    with pytest.raises(Refused, match="qualification as analyst ended"):
        office.build()


@pytest.mark.parametrize(
    ("person", "reason", "hours"), [("priya", "x", 1), ("ana", "", 1), ("ana", "x", 0), ("ana", "x", 25)]
)
def test_a_waiver_for_oneself_without_a_reason_or_for_too_long_is_refused(office, person, reason, hours):
    with pytest.raises(Refused):
        people.ask_waiver(office.desk, Actor("priya"), person, Role.ANALYST, reason, hours)


def test_who_has_left_acts_no_more(office):
    office.build()
    office.propose()
    office.vote("maya")
    people.leave(office.desk, Actor("ruth"), "maya")
    with pytest.raises(Refused, match="has left and acts no more"):
        office.approve("maya")
    office.review("daniel")
    with pytest.raises(Refused, match="two checkers have taken this review already"):
        office.vote("nora")


def test_the_review_of_one_who_left_is_taken_over_after_a_new_build(office):
    office.build()
    office.propose()
    office.vote("maya")
    people.leave(office.desk, Actor("ruth"), "maya")
    releases.retract(office.desk, Actor("ana"), "2026-1", "a reviewer left")
    office.build()
    office.propose()
    office.review("daniel", "nora")
    assert office.get().state.value == "approved"
