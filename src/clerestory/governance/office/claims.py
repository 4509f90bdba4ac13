"""Open and close a claim by hand: staff who saw it themselves; it stands in the one queue like any message."""

from dataclasses import replace
from datetime import datetime

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.incidents import Claim, Severity
from clerestory.governance.incidents.incident import Incident, joining, next_id
from clerestory.governance.incidents.investigation import check_answered
from clerestory.governance.office.desk import Desk, admitted, done_to
from clerestory.governance.office.response import join_outages
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
    """From this moment the release's datasets cannot go live again; it joins an open incident of the last day."""
    with admitted(desk, Act.OPEN_CLAIM, actor, severity=severity.value, told=told) as at:
        name, known = incidents.next_name(at.acting), happenings.every(at.acting)
        room = joining(known, at.acting.now)
        new = Claim(name, release, collections, at_time, severity, told, content, actor.person, at.acting.now)
        incidents.add_claim(at.acting, new)
        at.acting.event = replace(at.acting.event, about=room.id if room else next_id(known))
        at.acting.tell(claim=name, content=content, release=release, collections=list(collections))
    if room:
        join_outages(desk, room, name)
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
