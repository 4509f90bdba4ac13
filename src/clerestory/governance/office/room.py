"""The incident room: outages, changes of the service, pages, assurances, what was told, briefs, findings."""

from collections.abc import Mapping, Sequence

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.incidents import copies, findings, papers, service, timers
from clerestory.governance.incidents.brief import Brief, Condition, brief, check_whole
from clerestory.governance.incidents.copies import Spread, Step
from clerestory.governance.incidents.findings import Item, Kind
from clerestory.governance.incidents.happening import only
from clerestory.governance.incidents.incident import Incident, joining, next_id
from clerestory.governance.incidents.service import Change, Relation
from clerestory.governance.incidents.traffic import Suspicion
from clerestory.governance.log.entry import Json
from clerestory.governance.office.desk import Desk, admitted
from clerestory.governance.office.response import duty, tell_both
from clerestory.governance.store import happenings
from clerestory.governance.store.acting import Actor, Event, Reading
from clerestory.governance.store.opening import MACHINE


def open_outage(desk: Desk, actor: Actor, told: str) -> tuple[str, str, tuple[str, ...]]:
    """An outage or a storage alarm; a claim of the last day is joined to it. Returns incident, outage, claims."""
    with admitted(desk, Act.OPEN_OUTAGE, actor) as at:
        known = happenings.every(at.acting)
        room = joining(known, at.acting.now)
        incident = room.id if room else next_id(known)
        outage, claims = _next_outage(known), tuple(each.id for each in room.claims) if room else ()
        at.acting.event = Event(Act.OPEN_OUTAGE, at.acting.event.by, incident)
        at.acting.tell(outage=outage, told=told)
    if claims:
        with desk.store.reading() as look:
            joined = happenings.incident(look, incident)
        tell_both(desk, joined, claims, [outage])
    return incident, outage, claims


def close_outage(desk: Desk, actor: Actor, outage: str, relation: Relation | None, why: str) -> None:
    """Over; beside a claim only with a word on how they relate."""
    room = _room_with(desk, outage)
    with admitted(desk, Act.CLOSE_OUTAGE, actor, room.id, outage=outage) as at:
        service.check_close(happenings.incident(at.acting, room.id), outage, relation, why)
        at.acting.tell(relation=relation.value if relation else "", why=why)


def change_service(desk: Desk, actor: Actor, change: Change, why: str) -> None:
    """More capacity, a restart, a warmed cache: while a claim is open, by the incident lead alone."""
    with desk.store.reading() as look:
        room = next((each for each in reversed(happenings.every(look)) if each.open_claims), None)
    with admitted(
        desk, Act.CHANGE_SERVICE, actor, room.id if room else "", change=change.value, why=why
    ) as at:
        service.check_change(room, change, at.role)


def suspect(desk: Desk, found: Suspicion) -> str:
    """Traffic looks like a leak: it joins the open incident, or opens one as an alarm that a claim will join."""
    with desk.store.reading() as look:
        known = happenings.every(look)
        room = joining(known, look.now)
    incident = room.id if room else next_id(known)
    if room is None:
        with desk.store.acting(Event(Act.OPEN_OUTAGE, MACHINE, incident)) as acting:
            acting.tell(outage=_next_outage(known), told="the traffic looks like a leak")
    with desk.store.acting(Event(Machine.SUSPECTED, MACHINE, incident)) as acting:
        acting.tell(**_json(found.told()))
    return incident


def page(desk: Desk, incident: str) -> timers.Page | None:
    """Call whoever is next, if it is time."""
    with desk.store.reading() as look:
        due = timers.next_page(happenings.incident(look, incident), duty(look), look.now)
    if due:
        with desk.store.acting(Event(Machine.PAGED, MACHINE, incident)) as acting:
            acting.tell(to=due.to, role=due.role.value, level=due.level, why=due.why)
    return due


def acknowledge(desk: Desk, actor: Actor, incident: str) -> None:
    """Whoever was called is there."""
    with admitted(desk, Act.ACKNOWLEDGE_PAGE, actor, incident) as at:
        pages = only(happenings.incident(at.acting, incident).happened, Machine.PAGED)
        if actor.person not in {each.text("to") for each in pages}:
            raise Refused(f"{actor.person} was not called; only somebody who was can answer")


def assure(desk: Desk, actor: Actor, incident: str, words: Mapping[str, str]) -> str:
    """Somebody says that something is so: kept as an object; without evidence it is UNVERIFIED."""
    with admitted(desk, Act.ASSURE, actor, incident) as at:
        happenings.incident(at.acting, incident)
        if not words.get("statement", "").strip():
            raise Refused("an assurance is a sentence: what do you say is so?")
        at.acting.tell(**_json({**words, "tester": words.get("tester", "") or actor.person}))
    return _last(desk, incident, Act.ASSURE)


def tell(desk: Desk, actor: Actor, incident: str, to: str, told: Mapping[str, Sequence[str]]) -> None:
    """Somebody tells somebody: which facts, and which assurances with which evidence."""
    with admitted(desk, Act.TELL, actor, incident, to=to) as at:
        happenings.incident(at.acting, incident)
        at.acting.tell(**{name: list(words) for name, words in told.items()})


def record(desk: Desk, actor: Actor, incident: str, detail: Mapping[str, Json]) -> str:
    """An event that happened elsewhere or earlier, with its source; without an incident it begins one, whose name returns."""
    with admitted(desk, Act.RECORD, actor, incident) as at:
        if not str(detail.get("source") or "").strip():
            raise Refused("an event is recorded with its source")
        known = happenings.every(at.acting)
        name = incident or next_id(known)
        if incident and incident not in {each.id for each in known}:
            raise Refused(f"{incident}: there is no such incident")
        at.acting.event = Event(Act.RECORD, at.acting.event.by, name)
        at.acting.tell(**detail)
    return name


def keep(desk: Desk, actor: Actor, incident: str, kind: papers.Kind, content: bytes) -> str:
    """What was counted, kept in the room: the log holds its digest and one sentence. Returns the sentence."""
    told = papers.read(kind, content)
    words = papers.sentence(kind, told)
    with desk.store.reading() as look:
        happenings.incident(look, incident)
    source, digest = papers.MADE_BY[kind].replace("`", ""), papers.digest_of(content)
    figures: dict[str, Json] = {**papers.figures(kind, told)}
    record(
        desk,
        actor,
        incident,
        {"event": words, "source": source, "paper": kind.value, "digest": digest, "figures": figures},
    )
    papers.keep(desk.store.folder, incident, kind, content)
    return words


def copy_step(desk: Desk, actor: Actor, incident: str, step: Step, source: str) -> tuple[str, Spread]:
    """A copy seen elsewhere, or what became of one; its name, and how far the data has spread now."""
    with desk.store.reading() as look:
        name = copies.name_of(step, copies.copies(happenings.incident(look, incident).happened))
    told: dict[str, Json] = {
        "copy": name, "address": step.address, "asked": step.asked, "answer": step.answer, "gone": step.gone,
        "looked": step.looked, "event": step.event(name), "source": source,
    }  # fmt: skip
    record(desk, actor, incident, told)
    with desk.store.reading() as look:
        return name, copies.spread(happenings.incident(look, incident).happened, look.now)


def make_brief(desk: Desk, incident: str, condition: Condition) -> Brief:
    """The brief of this moment, kept in the log if it says anything new."""
    with desk.store.reading() as look:
        room = happenings.incident(look, incident)
        made = brief(room, condition, look.now)
    last = only(room.happened, Machine.BRIEFED)
    if not last or last[-1].detail.get("brief") != made.as_json():
        with desk.store.acting(Event(Machine.BRIEFED, MACHINE, incident)) as acting:
            acting.tell(brief=made.as_json(), to=["executive"])
    return made


def send_brief(desk: Desk, actor: Actor, incident: str, condition: Condition, text: str) -> None:
    """A brief in somebody's own words: refused if it leaves out a material fact."""
    made = make_brief(desk, incident, condition)
    with admitted(desk, Act.TELL, actor, incident, to="executive") as at:
        check_whole(text, made)
        at.acting.tell(facts=list(made.material))


def find(desk: Desk, actor: Actor, incident: str, kind: Kind, words: Mapping[str, Json]) -> str:
    """A finding: an act, a decision, a missed opportunity, a system cause; with what was sought and its limits."""
    with admitted(desk, Act.FIND, actor, incident) as at:
        number = 1 + len(only(happenings.incident(at.acting, incident).happened, Act.FIND))
        name = f"F-{number}"
        findings.check_finding(words)
        at.acting.tell(**words, finding=name, kind=kind.value)
    return name


def track(desk: Desk, actor: Actor, incident: str, item: str, words: Mapping[str, Json]) -> None:
    """Open, assign, or close a recommendation; closing takes evidence and an effectiveness test."""
    with admitted(desk, Act.TRACK, actor, incident, item=item) as at:
        findings.check_step(items(at.acting, incident), item, words)
        at.acting.tell(**words)


def tested(desk: Desk, incident: str, item: str, test: str, outcome: str) -> Item:
    """The effectiveness test of an item ran; one that fails opens it again."""
    with desk.store.acting(Event(Machine.TESTED, MACHINE, incident)) as acting:
        acting.tell(item=item, test=test, outcome=outcome)
    return _item(desk, incident, item)


def tried(desk: Desk, actor: Actor, incident: str, item: str, test: str, outcome: str) -> Item:
    """The same at somebody's word: they ran it, or did it by hand."""
    with admitted(desk, Act.TRACK, actor, incident, item=item) as at:
        at.acting.tell(test=test, outcome=outcome)
    return _item(desk, incident, item)


def items(look: Reading, incident: str) -> tuple[Item, ...]:
    """Every recommendation and its state."""
    return findings.items(happenings.incident(look, incident).happened)


def _next_outage(known: Sequence[Incident]) -> str:
    return f"O-{1 + sum(len(each.outages) for each in known)}"


def _item(desk: Desk, incident: str, item: str) -> Item:
    with desk.store.reading() as look:
        return next(each for each in items(look, incident) if each.id == item)


def _room_with(desk: Desk, outage: str) -> Incident:
    with desk.store.reading() as look:
        for each in happenings.every(look):
            if any(own.id == outage for own in each.outages):
                return each
    raise Refused(f"{outage}: there is no such outage")


def _last(desk: Desk, incident: str, act: Act) -> str:
    with desk.store.reading() as look:
        return only(happenings.incident(look, incident).happened, act)[-1].id


def _json(words: Mapping[str, object]) -> dict[str, Json]:
    return {name: value for name, value in words.items() if isinstance(value, str | int | list)}
