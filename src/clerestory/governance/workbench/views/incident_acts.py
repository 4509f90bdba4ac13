"""What people do in an incident: each form calls the act that the command line calls, and the brief follows it."""

from collections.abc import Callable

from starlette.responses import Response

from clerestory.errors import InputError, Refused
from clerestory.governance.approval import permissions
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.incidents import BY_PEOPLE, Severity
from clerestory.governance.incidents import findings
from clerestory.governance.incidents.findings import Stand
from clerestory.governance.incidents.service import Change, Relation
from clerestory.governance.office import claims, response, room
from clerestory.governance.workbench.visit import Access, Page, Visit

Deed = Callable[[Visit], str]  # does it, and says what was done


def take_down(visit: Visit) -> str:
    """One press, one confirmation, no approval."""
    permissions.check_may(visit.officer, Act.TAKE_DOWN)
    reason = visit.text("reason") or visit.text("why")
    if not reason:
        raise Refused("say why: it takes a sentence for the log")
    return visit.bench.hands.take_down_for(
        visit.officer.id,
        visit.part("incident"),
        visit.text("target", longest=20),
        reason,
        visit.secret("passphrase"),
    )


def assign(visit: Visit) -> str:
    """Name who looks into it; a witness is refused."""
    who = visit.text("investigator", longest=64)
    response.assign(visit.bench.desk, visit.actor, _claim(visit), who)
    return f"{who} looks into {_claim(visit)}."


def triage(visit: Visit) -> str:
    """Say how grave it is."""
    severity = visit.text("severity", longest=20)
    if severity not in {each.value for each in BY_PEOPLE}:
        raise InputError("choose how grave it is")
    response.triage(visit.bench.desk, visit.actor, _claim(visit), Severity(severity), visit.text("why"))
    return f"{_claim(visit)} is {severity}."


def probe(visit: Visit) -> str:
    """Try the claimed path as a stranger would."""
    return visit.bench.hands.probe(visit.officer.id, _claim(visit))


def compare(visit: Visit) -> str:
    """Compare the quoted values with the vault again."""
    return visit.bench.hands.compare(visit.officer.id, _claim(visit))


def dismiss(visit: Visit) -> str:
    """Only with both proofs."""
    response.dismiss(visit.bench.desk, visit.actor, _claim(visit), visit.text("why"))
    return f"{_claim(visit)} is dismissed."


def close(visit: Visit) -> str:
    """It was taken down, or shown to be safe."""
    claims.close_claim(visit.bench.desk, visit.actor, _claim(visit), visit.text("why"))
    return f"{_claim(visit)} is closed."


def answer(visit: Visit) -> str:
    """Whoever was called is there."""
    room.acknowledge(visit.bench.desk, visit.actor, visit.part("incident"))
    return "You are in the room; the call does not move up."


def assure(visit: Visit) -> str:
    """A statement with its method and evidence; without evidence it stands there as UNVERIFIED."""
    words = {name: visit.text(name) for name in ("statement", "scope", "method", "evidence")}
    room.assure(visit.bench.desk, visit.actor, visit.part("incident"), words)
    return "It is kept, with what it is worth."


def tell(visit: Visit) -> str:
    """Who was told what, and what was left out."""
    told = {name: _lines(visit.text(name)) for name in ("facts", "left_out", "statements", "evidence")}
    to = visit.text("whom", longest=100)
    if not to:
        raise InputError("say who was told")
    room.tell(visit.bench.desk, visit.actor, visit.part("incident"), to, told)
    return f"It is kept that {to} was told."


def open_outage(visit: Visit) -> str:
    """An outage or an alarm: a claim of the last day is joined to it, and both teams are told."""
    told = visit.text("told")
    if not told:
        raise InputError("say what is out; one sentence is enough")
    incident, outage, joined = room.open_outage(visit.bench.desk, visit.actor, told)
    near = f"joined to claim {', '.join(joined)}; both teams see both" if joined else "no claim is near"
    return f"Outage {outage} ({incident}) is open; {near}."


def close_outage(visit: Visit) -> str:
    """Over; beside a claim only with a word on how they relate."""
    name, relation = visit.part("outage"), visit.text("relation")
    chosen = next((each for each in Relation if each.value == relation), None)
    room.close_outage(visit.bench.desk, visit.actor, name, chosen, visit.text("why"))
    return f"{name} is closed."


def change_service(visit: Visit) -> str:
    """More capacity, a restart, a warmed cache: under a claim by the incident lead alone."""
    change = next((each for each in Change if each.value == visit.text("change")), None)
    if change is None or not visit.text("why"):
        raise InputError("choose what is changed, and say why")
    room.change_service(visit.bench.desk, visit.actor, change, visit.text("why"))
    return f"{change.value.capitalize()}: go on; it is in the log."


def find(visit: Visit) -> str:
    """A finding, with the evidence that was sought and its limits."""
    kind = findings.Kind(visit.text("kind")) if visit.text("kind") in _KINDS else None
    if kind is None:
        raise InputError("choose what kind of finding it is")
    words = {name: visit.text(name) for name in ("told", "sought", "limits")}
    return f"Finding {room.find(visit.bench.desk, visit.actor, visit.part('incident'), kind, words)} is kept."


def track(visit: Visit) -> str:
    """A recommendation: opened, or closed with evidence and a test of its effect."""
    name = visit.text("item", longest=40)
    if not name:
        raise InputError("give the recommendation a short name: R-1")
    words = {each: visit.text(each) for each in ("title", "owner", "due", "evidence", "test")}
    if visit.text("stand") == Stand.CLOSED.value:
        words["stand"] = Stand.CLOSED.value
    room.track(
        visit.bench.desk, visit.actor, visit.part("incident"), name, {k: v for k, v in words.items() if v}
    )
    return f"{name} is kept."


_KINDS = {each.value for each in findings.Kind}


def _claim(visit: Visit) -> str:
    return visit.part("claim")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _done(deed: Deed, *, briefed: bool = True) -> Callable[[Visit], Response]:
    """The act, then its brief, then the page that it was done from."""

    def act(visit: Visit) -> Response:
        said = deed(visit)
        if briefed and (incident := visit.request.path_params.get("incident")):
            visit.bench.hands.brief(str(incident))
        return visit.go(visit.here, said=said)

    return act


def _page(path: str, deed: Deed, access: Access = Access.SIGNED_IN, *, briefed: bool = True) -> Page:
    return Page(f"/incidents/{path}", _done(deed, briefed=briefed), access, "POST")


PAGES = (
    _page("{incident}/take-down", take_down, Access.FRESH, briefed=False),
    _page("{incident}/claims/{claim}/assign", assign),
    _page("{incident}/claims/{claim}/triage", triage),
    _page("{incident}/claims/{claim}/probe", probe, briefed=False),
    _page("{incident}/claims/{claim}/compare", compare, briefed=False),
    _page("{incident}/claims/{claim}/dismiss", dismiss, Access.FRESH),
    _page("{incident}/claims/{claim}/close", close, Access.FRESH),
    _page("{incident}/answer", answer),
    _page("{incident}/assure", assure),
    _page("{incident}/tell", tell),
    _page("outage", open_outage),
    _page("{incident}/outages/{outage}/close", close_outage),
    _page("{incident}/service", change_service),
    _page("{incident}/findings", find, briefed=False),
    _page("{incident}/recommendations", track, briefed=False),
)
