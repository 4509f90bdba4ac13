"""Where an act begins: the store, the rules in force, and who stands at the desk.

Every act of this package opens one transaction, asks the rules inside it, writes, and leaves its entry.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from clerestory.governance.approval import permissions
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.duties import Done
from clerestory.governance.approval.people import Officer
from clerestory.governance.approval.requests import Request
from clerestory.governance.log.entry import Json
from clerestory.governance.store import requests, staff
from clerestory.governance.store.acting import Acting, Actor, Event, Reading
from clerestory.governance.store.store import Store
from clerestory.vocabulary.roles import Role


@dataclass(frozen=True)
class Desk:
    """A store, the version of the program that people are trained for, and the rules in force."""

    store: Store
    tool_version: str
    policy: str  # digest of the rules; it stands in every decision's entry


@dataclass(frozen=True)
class Admitted:
    """An act under way, by somebody who may do it."""

    acting: Acting
    officer: Officer
    role: Role


@contextmanager
def admitted(desk: Desk, act: Act, actor: Actor, about: str = "", **detail: Json) -> Iterator[Admitted]:
    """Begin an act: ``Refused``, and logged as such, unless the person may do it now.

    An actor who names a role acts in that one; otherwise in the first of theirs that has the act.
    """
    event = Event(act, actor, about, {"policy": desk.policy, "version": desk.tool_version, **detail})
    with desk.store.acting(event) as acting:
        standing = staff.standing(acting, actor.person, desk.tool_version)
        role, waiver = permissions.check_can(permissions.in_role(standing, actor.role), act)
        if waiver:
            acting.tell(waiver=waiver.id, waived_by=[waiver.first, waiver.second])
        acting.in_role(role)
        yield Admitted(acting, standing.officer, role)


def done_to(look: Reading, request: Request) -> Done:
    """Who has done what to this release: builders of any turn, reviewers and signers of this one."""
    builders = [requests.built_of(look, request.id, turn) for turn in range(1, request.turn + 1)]
    return Done(
        authors=frozenset({request.author, *(each.by for each in builders if each)}),
        reviewers=frozenset(vote.checker for vote in requests.votes_of(look, request)),
        signers={each.person: each.role for each in requests.signatures_of(look, request)},
    )
