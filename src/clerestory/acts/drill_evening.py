"""The evening of June 27, 2022, replayed: a crowd, a message, an outage, a reassurance, and a clock."""

from dataclasses import replace
from datetime import timedelta

from clerestory.acts import drill_stack, respond, watchkeeper
from clerestory.acts.drill_stage import Stage
from clerestory.california import drill as made_up
from clerestory.errors import Refused
from clerestory.governance.approval.acts import Machine
from clerestory.governance.incidents.assurance import NOT_EXPOSED
from clerestory.governance.incidents.brief import brief
from clerestory.governance.incidents.drill import scenario
from clerestory.governance.incidents.drill.scenario import (
    Control,
    Happened,
    Step,
)
from clerestory.governance.incidents.happening import only
from clerestory.governance.incidents.incident import Incident
from clerestory.governance.incidents.intake import Channel
from clerestory.governance.incidents.sealed import Words
from clerestory.governance.incidents.service import Change
from clerestory.governance.incidents.traffic import Request, Usual, suspicions
from clerestory.governance.office import response, room
from clerestory.governance.store import happenings
from clerestory.governance.store.acting import Actor

AUTHOR, LEAD, SERVER_TEAM, EXECUTIVE = "ana", "elena", "jonah", "ruth"
CROWD = 212  # addresses on data paths before the outage


def crowd(stage: Stage) -> None:
    """Strangers fetch the records; what the server sent is looked at minute by minute."""
    stage.clock.skip_to(scenario.MESSAGE - timedelta(minutes=9))
    size = len(made_up.as_csv("ccw"))
    begins, path = stage.clock.scenario(), f"data/ccw/{drill_stack.RECORDS}"
    requests = []
    for number in range(CROWD):
        status = stage.stranger.status(path)
        at = begins + timedelta(seconds=number * 2)
        requests.append(Request(at, f"stranger-{number}", f"/{path}", status, size))
        stage.downloads += status == 200
    usual = Usual(("/data/",), 4_000, 40_000)
    stage.clock.skip_to(requests[-1].at)
    found = next(suspicions(requests, usual), None)
    if found is not None and stage.has(Control.LINKING):
        room.suspect(stage.governed.desk, found)
        stage.line.append(
            Happened(
                found.at,
                f"Traffic looks like a leak ({found.signs[0].value}): an incident opens by itself.",
                by_machine=True,
            )
        )


def message(stage: Stage) -> None:
    """A private message with pictures reaches the Attorney General; staff enter it."""
    stage.clock.skip_to(scenario.MESSAGE)
    if not stage.has(Control.INTAKE):
        stage.tell("A private message arrives; staff take it for a hoax, and there is no case.")
        stage.losses.append(
            "no claim, no receipt, no hold, no clock: the alarm of the traffic is all there is, and the evening passes as in 2022"
        )
        for step in (Step.RECEIPT, Step.HOLD, Step.BRIEF):
            stage.within(step, None)
        return
    quoted = next(made_up.rows("ccw"))[:3]
    words = Words(
        "you can download everyone’s name and address",
        tuple(map(str, quoted)),
        (("picture.txt", b"a picture"),),
    )
    report = respond.Report(
        Channel.SOCIAL, words, path=f"data/ccw/{drill_stack.RECORDS}", collections=made_up.EXPOSED
    )
    answered = respond.receive(stage.governed, Actor(EXECUTIVE), report)
    stage.claim, stage.incident = answered.received.claim, answered.received.incident
    stage.claim_at = answered.received.at
    lines = stage.happened()
    held = only(lines, Machine.HELD)
    briefed = only(lines, Machine.BRIEFED)
    stage.within(Step.RECEIPT, stage.clock.scenario(answered.received.at))
    stage.within(Step.HOLD, stage.clock.scenario(held[0].at) if stage.has(Control.HOLD) and held else None)
    stage.within(
        Step.BRIEF, stage.clock.scenario(briefed[0].at) if stage.has(Control.BRIEF) and briefed else None
    )
    stage.tell(
        f"A private message becomes claim {stage.claim}; receipt, legal hold and brief at once.",
        by_machine=True,
    )
    stage.tell(
        f"{answered.matching} of {len(quoted)} quoted values stand in one record: {answered.severity.value}.",
        by_machine=True,
    )


def outage(stage: Stage) -> None:
    """The server team opens "out of storage"; then it wants more storage and a restart."""
    stage.clock.skip_to(scenario.OUTAGE)
    if not stage.has(Control.LINKING) or not stage.claim:
        stage.tell("The server team reads the outage as a lack of storage and does not know of the message.")
        stage.within(Step.LINK, None)
        if not stage.has(Control.LINKING):
            stage.losses.append("storage is added and the server restarted first: more room for downloads")
        return
    room.open_outage(stage.governed.desk, Actor(SERVER_TEAM), "dashboard server out of storage")
    joined = only(stage.happened(), Machine.JOINED)
    stage.within(Step.LINK, stage.clock.scenario(joined[-1].at) if joined else None)
    stage.tell("The outage is joined to the claim; both teams see both.", by_machine=True)
    if not stage.has(Control.CONSENT):
        stage.tell("Storage is added and the server restarted, while records flow.")
        stage.losses.append(
            "capacity is added under an open claim: more downloads a minute until the takedown"
        )
        return
    try:
        room.change_service(stage.governed.desk, Actor("tom"), Change.CAPACITY, "out of storage")
    except Refused:
        stage.tell("More storage is refused without the incident lead.", by_machine=True)


def assurance(stage: Stage) -> None:
    """The author demonstrates the display and assures everybody; somebody wants to close the case."""
    stage.clock.skip_to(scenario.ASSURED)
    if not stage.claim:
        return
    words = {
        "statement": "Only totals can be reached.",
        "scope": NOT_EXPOSED,
        "method": "looked at the display",
    }
    room.assure(stage.governed.desk, Actor(AUTHOR), stage.incident, words)
    stage.tell("The author assures that only totals can be reached: shown as UNVERIFIED.")
    if not stage.has(Control.CONFLICT):
        stage.losses.append("the author looks into their own work, finds nothing, and the claim is closed")
        return
    try:
        response.assign(stage.governed.desk, Actor(LEAD), stage.claim, AUTHOR)
    except Refused:
        stage.tell("Naming the author as investigator is refused.", by_machine=True)
    if not stage.has(Control.DISMISSAL):
        stage.losses.append("the claim is dismissed on a word; nobody tried the path")
        return
    try:
        response.dismiss(stage.governed.desk, Actor(LEAD), stage.claim, "it looks like a hoax")
    except Refused:
        stage.tell("Dismissing it without evidence is refused.", by_machine=True)
    respond.brief(stage.governed, stage.incident)
    stage.brief = _brief_text(stage)
    if not stage.has(Control.BRIEF):
        stage.losses.append(
            "the deputy is told that nothing can be reached; learns otherwise the next morning"
        )


def comes_down(stage: Stage) -> None:
    """Nobody decides; the clock does."""
    stops_it = (Control.TIMER, Control.INTAKE, Control.CONFLICT, Control.DISMISSAL)
    if not all(stage.has(each) for each in stops_it):
        stage.within(Step.TAKEDOWN, None)
        if not stage.has(Control.TIMER):
            stage.losses.append("nobody decides that evening")
        return
    stage.clock.skip_to(scenario.MESSAGE + timedelta(minutes=14, seconds=32))
    ticked = watchkeeper.tick(stage.governed, drill_stack.signers(stage.governed))
    stage.stranger.until(())
    at = stage.clock.scenario()
    stage.within(Step.TAKEDOWN, at if ticked.taken_down else None)
    stage.tell("Nobody showed that it is safe: it comes down by itself. Cause: TIMER.", by_machine=True)
    stage.reachable_until(at, made_up.EXPOSED)


def _brief_text(stage: Stage) -> str:
    """The brief of this moment, by the clock of June 2022."""
    with stage.governed.desk.store.reading() as look:
        found = happenings.incident(look, stage.incident)
    shifted = tuple(replace(each, at=stage.clock.scenario(each.at)) for each in found.happened)
    known = respond.condition(stage.governed, found)
    told = brief(Incident(found.id, shifted), known, stage.clock.scenario()).text()
    return told.replace(" UTC", "")  # that evening was California's
