"""What the team of the servers may do while a claim stands: nothing that lets more out.

An outage within a day of a claim is joined to it, and both teams see both. It cannot be closed without
saying how it relates to the claim. More capacity, a restart, a warmed cache need the incident lead.
"""

from enum import Enum

from clerestory.errors import Refused
from clerestory.governance.incidents.incident import Incident
from clerestory.vocabulary.roles import Role


class Change(Enum):
    """A change of the service that could let more out."""

    CAPACITY = "more capacity"
    RESTART = "restart"
    CACHE = "warm the cache"


class Relation(Enum):
    """How an outage relates to the claim beside it."""

    CAUSED = "caused by the downloads"
    APART = "not related"
    UNKNOWN = "not known"


def check_change(incident: Incident | None, change: Change, role: Role) -> None:
    """Raise unless no claim stands, or the incident lead does it."""
    if incident is None or not incident.open_claims or role is Role.INCIDENT_LEAD:
        return
    names = ", ".join(each.id for each in incident.open_claims)
    raise Refused(
        f"claim {names} is open ({incident.id}): {change.value} could let more out and needs the incident lead"
    )


def check_close(incident: Incident, name: str, relation: Relation | None, why: str) -> None:
    """Raise unless the relation to every claim of the room is stated."""
    if not incident.outage(name).is_open:
        raise Refused(f"outage {name} is closed already")
    if incident.claims and (relation is None or not why.strip()):
        claims = ", ".join(each.id for each in incident.claims)
        choices = ", ".join(each.value for each in Relation)
        raise Refused(
            f"outage {name} stands beside claim {claims}: state how they relate ({choices}) and how you know, to close it"
        )
    if relation is Relation.UNKNOWN and incident.open_claims:
        raise Refused(f"outage {name} stays open while a claim is open and its relation is not known")
