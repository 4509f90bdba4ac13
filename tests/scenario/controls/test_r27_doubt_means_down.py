"""R27: taking down never waits: for no training, no approval, no hour; putting back always does."""

from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.matrix import QUALIFIED, ROLES_OF
from clerestory.governance.approval.states import TRANSITIONS, State, Step


def test_taking_down_asks_for_no_qualification_and_restoring_does():
    assert not {Act.TAKE_DOWN, Act.WITHDRAW, Act.OPEN_CLAIM} & QUALIFIED
    assert {Act.RESTORE, Act.PUBLISH, Act.CLOSE_CLAIM} <= QUALIFIED


def test_three_roles_can_take_down_alone():
    assert {role.value for role in ROLES_OF[Act.TAKE_DOWN]} == {
        "privacy officer",
        "publisher",
        "incident lead",
    }


def test_a_published_release_can_be_withdrawn_at_once_and_never_comes_back_by_itself():
    assert TRANSITIONS[State.PUBLISHED, Step.WITHDRAW] is State.WITHDRAWN
    assert not [one for one, _ in TRANSITIONS if one is State.WITHDRAWN]


def test_at_night_an_untrained_officer_still_withdraws(office):
    from clerestory.governance.office import publication
    from clerestory.governance.store.acting import Actor

    office.signed()
    office.publish()
    office.clock.pass_(days=400, hours=9)
    begun = publication.begin_withdrawing(office.desk, Actor("elena"), "2026-1", "2026-1")
    publication.finish(office.desk, begun)
    assert office.get().state is State.WITHDRAWN
