"""What a person may do in a project."""

from collections.abc import Collection, Mapping, Sequence
from enum import Enum


class Role(Enum):
    """The duties of a publication; no person signs in two of them."""

    ANALYST = "analyst"
    OUTPUT_CHECKER = "output checker"
    PRIVACY_OFFICER = "privacy officer"
    PUBLISHER = "publisher"
    INCIDENT_LEAD = "incident lead"
    EXECUTIVE = "executive"
    LOG_AUDITOR = "log auditor"
    ROOT_KEEPER = "root keeper"


def by_different_people(roles: Sequence[str], able: Mapping[str, Collection[str]]) -> bool:
    """Whether each of these roles can be held by somebody who holds none of the others.

    Counting people is not enough: of three people two may be able to hold the same role only.
    """
    held: dict[str, str] = {}

    def given(role: str, asked: set[str]) -> bool:
        for person in able.get(role, ()):
            if person not in asked:
                asked.add(person)
                if person not in held or given(held[person], asked):
                    held[person] = role
                    return True
        return False

    return all(given(role, set()) for role in roles)
