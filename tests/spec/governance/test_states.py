"""The table of transitions: every state has an owner, and the picture in the documentation is drawn from it."""

from pathlib import Path

import pytest

from clerestory.errors import Refused
from clerestory.governance.approval import states
from clerestory.governance.approval.states import OWNERS, TRANSITIONS, Owner, State, Step

PAGE = Path(__file__).parents[3] / "docs/reference/release-states.md"


def test_every_state_has_an_owner():
    assert OWNERS.keys() == set(State)


def test_every_state_but_the_first_is_reached_and_every_step_is_taken():
    assert {*TRANSITIONS.values()} == set(State) - {State.DRAFT}
    assert {step for _, step in TRANSITIONS} == set(Step)


def test_published_is_reached_from_signed_alone_and_signed_from_approved_alone():
    def before(state):
        return {one for (one, _), other in TRANSITIONS.items() if other is state}

    assert before(State.PUBLISHED) == {State.SIGNED}
    assert before(State.SIGNED) == {State.APPROVED}
    assert before(State.APPROVED) == {State.IN_REVIEW}


def test_nothing_leaves_a_withdrawn_release():
    assert not [pair for pair in TRANSITIONS if pair[0] is State.WITHDRAWN]
    assert OWNERS[State.WITHDRAWN] is Owner.NOBODY


@pytest.mark.parametrize("state", State, ids=str)
@pytest.mark.parametrize("step", Step, ids=str)
def test_what_is_not_in_the_table_is_refused_with_a_sentence(state, step):
    if (state, step) in TRANSITIONS:
        assert states.after(state, step) is TRANSITIONS[state, step]
    else:
        with pytest.raises(Refused, match=f"the release is {state.value}"):
            states.after(state, step)


def test_the_picture_in_the_documentation_is_the_table():
    assert states.diagram() in PAGE.read_text(), "run `just generate`"
