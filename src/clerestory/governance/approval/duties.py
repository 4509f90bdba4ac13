"""Separation of duties: author, first and second reviewer, privacy officer and publisher are different people.

Whoever built a release, in whatever turn, is its author. ``Duty`` is what somebody did to one
release, whatever roles they hold; no person has two duties in one release.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from clerestory.errors import Refused
from clerestory.vocabulary.roles import Role


class Duty(Enum):
    """What somebody did to a release."""

    AUTHOR = "made it"
    REVIEWER = "reviewed it"
    PRIVACY_OFFICER = "signs it as privacy officer"
    PUBLISHER = "publishes it"


OF_SIGNERS: Mapping[Role, Duty] = {
    Role.PRIVACY_OFFICER: Duty.PRIVACY_OFFICER,
    Role.PUBLISHER: Duty.PUBLISHER,
}


@dataclass(frozen=True)
class Done:
    """Who has done what to one release so far."""

    authors: frozenset[str]
    reviewers: frozenset[str] = frozenset()
    signers: Mapping[str, Role] = field(default_factory=dict)

    def duties(self, person: str) -> frozenset[Duty]:
        """What that person has done to it."""
        held = set()
        if person in self.authors:
            held.add(Duty.AUTHOR)
        if person in self.reviewers:
            held.add(Duty.REVIEWER)
        if person in self.signers:
            held.add(OF_SIGNERS.get(self.signers[person], Duty.PUBLISHER))
        return frozenset(held)


def check_separate(done: Done, person: str, duty: Duty) -> None:
    """Raise if the person has another duty in this release already."""
    for held in sorted(done.duties(person) - {duty}, key=lambda each: each.value):
        raise Refused(
            f"{person} {held.value}, so somebody else must be the one who {_OTHER[duty]}: "
            "author, reviewers, privacy officer and publisher are different people"
        )


def check_not_author(done: Done, person: str, what: str) -> None:
    """Raise if the person made this release."""
    if person in done.authors:
        raise Refused(f"{person} made this release and cannot {what}; somebody else must")


def people_with_two(duties: Iterable[frozenset[Duty]]) -> int:
    """How many people have more than one duty: none, whatever happened."""
    return sum(len(each) > 1 for each in duties)


_OTHER: Mapping[Duty, str] = {
    Duty.AUTHOR: "makes it",
    Duty.REVIEWER: "reviews it",
    Duty.PRIVACY_OFFICER: "signs it as privacy officer",
    Duty.PUBLISHER: "publishes it",
}
