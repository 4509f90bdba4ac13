"""Record the published facts of June 2022 as an incident of a training copy, so that its report can be made and asked."""

from clerestory.acts.govern import Governed
from clerestory.california.june_2022 import EVENTS
from clerestory.governance.office import room
from clerestory.governance.store.acting import Actor


def recount(governed: Governed, actor: Actor) -> str:
    """Every event, in order; returns the incident's name."""
    incident = ""
    for each in EVENTS:
        incident = room.record(governed.desk, actor, incident, each.detail())
    return incident
