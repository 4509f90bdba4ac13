"""A release request as a state machine: the table of transitions, and who owns each state.

The picture in docs/reference/release-states.md is drawn from this table, and a test compares the two.
Values are stored: they are never renamed without a migration.
"""

from collections.abc import Mapping
from enum import Enum

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Act, Machine


class State(Enum):
    """Where a release request is."""

    DRAFT = "draft"
    BUILT = "built"
    PROPOSED = "proposed"
    IN_REVIEW = "in review"
    RETURNED = "returned"
    APPROVED = "approved"
    SIGNED = "signed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class Owner(Enum):
    """Who has to do the next thing."""

    AUTHOR = "author"
    REVIEWERS = "output checkers"
    SIGNERS = "privacy officer and publisher"
    PUBLISHER = "publisher"
    NOBODY = "nobody: it stays as it is"


class Step(Enum):
    """What moves a request: most are acts; some follow from several people's acts together."""

    BUILD = Act.BUILD.value
    PROPOSE = Act.PROPOSE.value
    REVIEW = Act.REVIEW.value
    RETURN = "returned by the checkers"
    APPROVE = "approved by two checkers"
    RETRACT = Act.RETRACT.value
    REJECT = Act.REJECT.value
    SIGN = "signed in every role"
    PUBLISH = "published and probed"
    WITHDRAW = Act.WITHDRAW.value
    SUPERSEDE = Machine.SUPERSEDED.value


OWNERS: Mapping[State, Owner] = {
    State.DRAFT: Owner.AUTHOR,
    State.BUILT: Owner.AUTHOR,
    State.PROPOSED: Owner.REVIEWERS,
    State.IN_REVIEW: Owner.REVIEWERS,
    State.RETURNED: Owner.AUTHOR,
    State.APPROVED: Owner.SIGNERS,
    State.SIGNED: Owner.PUBLISHER,
    State.PUBLISHED: Owner.PUBLISHER,
    State.WITHDRAWN: Owner.NOBODY,
    State.SUPERSEDED: Owner.NOBODY,
}

# Whoever builds again, in whatever state before publication, starts again: votes and approvals are void.
_UNPUBLISHED = (
    State.DRAFT,
    State.BUILT,
    State.PROPOSED,
    State.IN_REVIEW,
    State.RETURNED,
    State.APPROVED,
    State.SIGNED,
)
TRANSITIONS: Mapping[tuple[State, Step], State] = {
    **{(state, Step.BUILD): State.BUILT for state in _UNPUBLISHED},
    **{(state, Step.REJECT): State.WITHDRAWN for state in _UNPUBLISHED},
    (State.BUILT, Step.PROPOSE): State.PROPOSED,
    (State.PROPOSED, Step.REVIEW): State.IN_REVIEW,
    (State.PROPOSED, Step.RETRACT): State.RETURNED,
    (State.IN_REVIEW, Step.REVIEW): State.IN_REVIEW,
    (State.IN_REVIEW, Step.RETURN): State.RETURNED,
    (State.IN_REVIEW, Step.APPROVE): State.APPROVED,
    (State.IN_REVIEW, Step.RETRACT): State.RETURNED,
    (State.APPROVED, Step.RETRACT): State.RETURNED,
    (State.APPROVED, Step.SIGN): State.SIGNED,
    (State.SIGNED, Step.RETRACT): State.RETURNED,
    (State.SIGNED, Step.PUBLISH): State.PUBLISHED,
    (State.PUBLISHED, Step.WITHDRAW): State.WITHDRAWN,
    (State.PUBLISHED, Step.SUPERSEDE): State.SUPERSEDED,
    (State.SUPERSEDED, Step.WITHDRAW): State.WITHDRAWN,
}


def after(state: State, step: Step) -> State:
    """The state that the step leads to; ``Refused`` if it cannot be taken from here."""
    try:
        return TRANSITIONS[state, step]
    except KeyError:
        owner = OWNERS[state]
        then = "it stays as it is" if owner is Owner.NOBODY else f"next it is for the {owner.value}"
        raise Refused(f"the release is {state.value}: it cannot be {_DONE[step]} now; {then}") from None


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    lines += [
        f"    {_name(one)} --> {_name(other)}: {step.value}" for (one, step), other in TRANSITIONS.items()
    ]
    lines += [f"    {_name(state)}: {state.value} ({owner.value})" for state, owner in OWNERS.items()]
    return "\n".join(lines)


def _name(state: State) -> str:
    return state.value.replace(" ", "_")


_DONE: Mapping[Step, str] = {
    Step.BUILD: "built",
    Step.PROPOSE: "proposed",
    Step.REVIEW: "reviewed",
    Step.RETURN: "returned",
    Step.APPROVE: "approved",
    Step.RETRACT: "retracted",
    Step.REJECT: "rejected",
    Step.SIGN: "signed",
    Step.PUBLISH: "published",
    Step.WITHDRAW: "withdrawn",
    Step.SUPERSEDE: "superseded",
}
