"""The incident room: what happened, what is missing to show safety, what everybody was told; what was found and owed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from clerestory.errors import ClerestoryError
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.incidents import BY_PEOPLE
from clerestory.governance.incidents import findings, investigation, knowledge, papers, timers
from clerestory.governance.incidents.forensics import plot
from clerestory.governance.incidents.obligations import engine, situation
from clerestory.governance.incidents.obligations.engine import Obligation
from clerestory.governance.incidents.papers import Kind
from clerestory.governance.incidents.service import Change, Relation
from clerestory.governance.office import looking
from clerestory.governance.workbench import room
from clerestory.governance.workbench.room import Room
from clerestory.governance.workbench.visit import Page, Visit

SPARK = 100, 40  # of the chart of bytes


def show(visit: Visit) -> Response:
    """The room itself."""
    here = _entered(visit, "room")
    return visit.page(
        "incident.html",
        room=here,
        Act=Act,
        severities=[each.value for each in BY_PEOPLE],
        can_dismiss=investigation.can_dismiss,
        down_at=timers.down_at,
        whole=int(timers.UNTIL_DOWN.total_seconds()),
        relations=list(Relation),
        changes=list(Change),
        spark=spark(here),
        is_fresh=visit.session is not None and visit.session.is_fresh(visit.now),
        tab="room",
    )


def exposed(visit: Visit) -> Response:
    """What was exposed, of whom, what is owed to whom until when, and where the notices stand: from papers alone."""
    here = _entered(visit, "what was exposed")
    known = papers.papers(here.incident.happened)
    told = {
        kind: papers.kept(visit.bench.store.folder, here.incident.id, each) for kind, each in known.items()
    }
    return visit.page(
        "incident_exposed.html",
        room=here,
        Kind=Kind,
        papers=known,
        told=told,
        owed=_owed(visit, here, known, told),
        made_by=papers.MADE_BY,
        by_hour=_by_hour(told.get(Kind.EXPOSURE) or {}),
        tab="exposed",
    )


def learned(visit: Visit) -> Response:
    """Who knew what and when; findings, and what became of each recommendation."""
    here = _entered(visit, "who knew what")
    who, fact = visit.asked("who"), visit.asked("fact")
    known = knowledge.known(here.incident.happened)
    return visit.page(
        "incident_learned.html",
        room=here,
        who=who,
        fact=fact,
        people=sorted({each.who for each in known}),
        facts=sorted({each.fact for each in known}),
        known=[each for each in known if who in ("", each.who) and fact in ("", each.fact)],
        gaps=knowledge.gaps(here.incident.happened, who, fact),
        findings=findings.findings(here.incident.happened),
        kinds=[each.value for each in findings.Kind],
        items=findings.items(here.incident.happened),
        today=here.now.date().isoformat(),
        Act=Act,
        tab="learned",
    )


def spark(here: Room) -> Mapping[str, Any] | None:
    """The line of bytes sent a minute, if logs are streamed in."""
    if len(here.outside.minutes) < 2:
        return None
    first = datetime.fromisoformat(here.outside.minutes[0][0])
    points = [
        ((datetime.fromisoformat(name) - first) / timedelta(minutes=1), sent)
        for name, sent in here.outside.minutes
    ]
    width, height = SPARK
    most, last = max(*(sent for _, sent in points), 1), max(points[-1][0], 1)
    line = "L".join(
        f"{at / last * width:.1f} {height - sent / most * (height - 2):.1f}" for at, sent in points
    )
    return {
        "line": line, "first": first, "last": datetime.fromisoformat(here.outside.minutes[-1][0]),
        "now": points[-1][1], "most": most, "usual": here.outside.usual // 10,
    }  # fmt: skip


def _by_hour(counted: Mapping[str, Any]) -> Markup:
    """The bars of what was counted; between the times when it could be reached, an outage."""
    hours = [(_moment(each["hour"]), int(each["downloads"])) for each in counted.get("by_hour", ())]
    reachable = counted.get("intervals", ())
    outages = [(_moment(ends), _moment(begins)) for (_, ends), (begins, _) in pairwise(reachable)]
    return Markup(plot.by_hour(hours, outages) if hours else "")  # noqa: S704  (numbers and times of ours alone)


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _owed(
    visit: Visit,
    here: Room,
    known: Mapping[Kind, papers.Paper],
    told: Mapping[Kind, Mapping[str, Any] | None],
) -> tuple[Obligation, ...]:
    """The duties of the situation that is kept, judged by this moment."""
    if not told.get(Kind.SITUATION):
        return ()
    path = papers.path_of(visit.bench.store.folder, here.incident.id, known[Kind.SITUATION])
    try:
        read = situation.read(path, frozenset(duty.id for duty in engine.duties()))
    except ClerestoryError:
        return ()
    return engine.obligations(read, here.now)


def _entered(visit: Visit, what: str) -> Room:
    """The room; that somebody looked is recorded, as for any evidence."""
    here = room.load(visit, visit.part("incident"))
    looking.look_at(visit.bench.desk, visit.actor, what, here.incident.id, "")
    return here


PAGES = (
    Page("/incidents/{incident}", show),
    Page("/incidents/{incident}/exposed", exposed),
    Page("/incidents/{incident}/learned", learned),
)
