"""Open and close a claim: the least that the restore guard needs (intake and triage come on top)."""

from datetime import datetime

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.incidents import Claim, Severity
from clerestory.governance.incidents.incident import Incident
from clerestory.governance.incidents.investigation import check_answered
from clerestory.governance.office.desk import Desk, admitted, done_to
from clerestory.governance.store import happenings, incidents, requests
from clerestory.governance.store.acting import Actor


def open_claim(
    desk: Desk,
    actor: Actor,
    release: str,
    collections: tuple[str, ...],
    at_time: datetime,
    severity: Severity,
    told: str,
    content: str,
) -> Claim:
    """From this moment the release's datasets cannot go live again."""
    with admitted(desk, Act.OPEN_CLAIM, actor, release, severity=severity.value, told=told) as at:
        name = incidents.next_name(at.acting)
        new = Claim(name, release, collections, at_time, severity, told, content, actor.person, at.acting.now)
        incidents.add_claim(at.acting, new)
        at.acting.tell(claim=name, content=content)
    return new


def close_claim(desk: Desk, actor: Actor, name: str, why: str) -> None:
    """The claim is answered: by the privacy officer or the incident lead, never by an author.

    A claim that was received from outside is closed once it was taken down or shown to be safe, not before.
    """
    room = _room(desk, name)
    with admitted(desk, Act.CLOSE_CLAIM, actor, room.id if room else name, why=why, claim=name) as at:
        claim = incidents.claim(at.acting, name)
        if not claim.is_open:
            raise Refused(f"claim {name} is closed already")
        if not why.strip():
            raise Refused("say why: --reason takes a sentence")
        for request in requests.every(at.acting):
            if request.release == claim.release and actor.person in done_to(at.acting, request).authors:
                raise Refused(f"{actor.person} made the release of the claim and cannot close it")
        if room:
            downs = [each.at for each in incidents.every_takedown(at.acting)]
            check_answered(room.claim(name), downs)
        incidents.close_claim(at.acting, name, actor.person, why)


def _room(desk: Desk, claim: str) -> Incident | None:
    with desk.store.reading() as look:
        rooms = happenings.every(look)
    return next((each for each in rooms if any(own.id == claim for own in each.claims)), None)
