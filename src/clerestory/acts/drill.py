"""``clerestory drill california-2022``: the case, step by step, on a live stack; once for each control left out.

A control is left out by doing that step as it was done in 2022: there is no switch in the software that turns one off.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from clerestory.acts import claims, drill_stack, officiate, respond, takedown, watchkeeper
from clerestory.acts.drill_stack import Clock, Stranger
from clerestory.acts.govern import Governed
from clerestory.california import drill as made_up
from clerestory.errors import Refused
from clerestory.governance.approval.acts import Machine
from clerestory.governance.incidents.assurance import NOT_EXPOSED
from clerestory.governance.incidents.brief import brief
from clerestory.governance.incidents.drill import scenario
from clerestory.governance.incidents.drill.scenario import (
    MILESTONES,
    Control,
    Happened,
    Reach,
    Result,
    Run,
    Step,
    length_in_words,
)
from clerestory.governance.incidents.happening import Happening, only
from clerestory.governance.incidents.incident import Incident
from clerestory.governance.incidents.intake import Channel
from clerestory.governance.incidents.sealed import Words
from clerestory.governance.incidents.service import Change
from clerestory.governance.incidents.traffic import Request, Usual, suspicions
from clerestory.governance.office import response, room
from clerestory.governance.signing import expiry
from clerestory.governance.store import happenings
from clerestory.governance.store.acting import Actor
from clerestory.release import withdrawal
from clerestory.vocabulary.progress import Progress, Silent

AUTHOR, LEAD, SERVER_TEAM, EXECUTIVE = "ana", "elena", "jonah", "ruth"
CROWD = 212  # addresses on data paths before the outage
TRIES = 60  # of a stranger, after the takedown


@dataclass(frozen=True)
class Drill:
    """A whole drill: the run with every control, and one run for each that was left out."""

    run: Run
    ablation: tuple[Run, ...] = ()

    def as_json(self) -> dict[str, object]:
        """For ``--json``."""
        with_all = self.run.reachable
        rows = [
            {
                "left_out": each.without[0].value,
                "control": each.without[0].number,
                "missed": [result.milestone.step.value for result in each.results if not result.met],
                "reachable_seconds": each.reachable.total_seconds(),
                "more_seconds": max(0.0, (each.reachable - with_all).total_seconds()),
                "losses": list(each.losses),
            }
            for each in self.ablation
        ]
        return {"scenario": "california-2022", **self.run.as_json(), "ablation": rows}


def drill(without: Sequence[Control], progress: Progress, *, ablate: bool) -> Drill:
    """Replay it once, and with ``ablate`` once more for each control left out."""
    with TemporaryDirectory(prefix="clerestory-drill-") as folder:
        place = Path(folder)
        base = drill_stack.make(place / "base", progress)
        progress.step("With the first gate on: what the build refuses")
        refused = drill_stack.refused_by_name(place / "gate")
        progress.step("Replay June 27 and 28, 2022")
        run = _replay(base, place / "run", tuple(without), refused)
        runs = []
        for each in Control if ablate else ():
            progress.step(f"The same without: {each.words.lower()}")
            runs.append(_replay(base, place / each.value, (each,), refused))
    return Drill(run, tuple(runs))


@dataclass
class _Stage:
    """A replay under way."""

    governed: Governed
    clock: Clock
    stranger: Stranger
    without: tuple[Control, ...]
    results: dict[Step, Result] = field(default_factory=dict)
    line: list[Happened] = field(default_factory=list)
    reach: list[Reach] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    opened: datetime | None = None
    claim: str = ""
    incident: str = ""
    claim_at: datetime | None = None
    downloads: int = 0
    brief: str = ""

    def has(self, control: Control) -> bool:
        """Whether this run does it as the software does."""
        return control not in self.without

    def tell(self, words: str, *, by_machine: bool = False) -> None:
        """A line of the run, at this moment."""
        self.line.append(Happened(self.clock.scenario(), words, by_machine))

    def within(self, step: Step, at: datetime | None) -> None:
        """A step that was measured from the message on; ``None``: it never happened."""
        milestone = next(each for each in MILESTONES if each.step is step)
        if at is None or milestone.within is None:
            self.results[step] = Result(milestone, "Never", None, met=False)
            return
        length = at - scenario.MESSAGE
        met = length < milestone.within
        self.results[step] = Result(
            milestone, length_in_words(length), round(length.total_seconds(), 3), met=met
        )

    def came_to(self, step: Step, words: str, *, met: bool) -> None:
        """A step that is counted or refused."""
        milestone = next(each for each in MILESTONES if each.step is step)
        self.results[step] = Result(milestone, words, None, met=met)

    def reachable_until(self, ends: datetime, collections: Sequence[str]) -> None:
        """Records could be fetched until now."""
        if self.opened is not None:
            self.reach.append(Reach(self.opened, ends, tuple(collections)))
            self.opened = None


def _replay(base: Path, folder: Path, without: tuple[Control, ...], refused: tuple[str, ...]) -> Run:
    with drill_stack.live(base, folder) as (governed, clock, stranger):
        stage = _Stage(governed, clock, stranger, without)
        stage.opened = scenario.LIVE
        stage.tell("The dashboard goes live; the records lie beside the tables.")
        _crowd(stage)
        _message(stage)
        _outage(stage)
        _assurance(stage)
        _takedown(stage)
        _put_back(stage)
        _rotation(stage)
        _replacement(stage)
        _morning(stage)
    results = tuple(stage.results[each.step] for each in MILESTONES)
    return Run(
        without,
        results,
        tuple(stage.reach),
        tuple(stage.line),
        tuple(stage.losses),
        refused,
        stage.brief,
        stage.downloads,
    )


def _crowd(stage: _Stage) -> None:
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
            Happened(found.at, f"Traffic looks like a leak: {found.signs[0].value}.", by_machine=True)
        )


def _message(stage: _Stage) -> None:
    """A private message with pictures reaches the Attorney General; staff enter it."""
    stage.clock.skip_to(scenario.MESSAGE)
    if not stage.has(Control.INTAKE):
        stage.tell("A private message arrives; staff take it for a hoax, and there is no case.")
        stage.losses.append("no case, no receipt, no hold, no clock: the evening passes as in 2022")
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
    lines = _happened(stage)
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


def _outage(stage: _Stage) -> None:
    """The server team opens "out of storage"; then it wants more storage and a restart."""
    stage.clock.skip_to(scenario.OUTAGE)
    if not stage.has(Control.LINKING) or not stage.claim:
        stage.tell("The server team reads the outage as a lack of storage and does not know of the message.")
        stage.within(Step.LINK, None)
        if not stage.has(Control.LINKING):
            stage.losses.append("storage is added and the server restarted first: more room for downloads")
        return
    room.open_outage(stage.governed.desk, Actor(SERVER_TEAM), "dashboard server out of storage")
    joined = only(_happened(stage), Machine.JOINED)
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


def _assurance(stage: _Stage) -> None:
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


def _takedown(stage: _Stage) -> None:
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


def _put_back(stage: _Stage) -> None:
    """Late in the evening one person wants the same data back."""
    stage.clock.skip_to(scenario.RESTORED)
    if stage.opened is None:
        _try_after(stage)
    else:
        stage.came_to(Step.AFTER, "It was never taken down", met=False)
    if not stage.has(Control.GUARD):
        drill_stack.put_back(stage.governed, made_up.EXPOSED)
        stage.stranger.until(made_up.EXPOSED)
        stage.tell("One person puts the same data back.")
        stage.opened = stage.opened or scenario.RESTORED
        stage.came_to(Step.RESTORE, "Back at 21:30, by one person", met=False)
        stage.losses.append("the same data is back at 21:30")
        return
    if not stage.claim:
        stage.came_to(Step.RESTORE, "It was never taken down", met=False)
        return
    people = {each.id: each for each in stage.governed.project.people}
    refused = sum(_is_refused(stage, person) for person in people)
    stage.came_to(Step.RESTORE, f"Refused, {refused} of {len(people)} people", met=refused == len(people))
    stage.tell(f"The same data is refused, whoever asks: {refused} of {len(people)}.", by_machine=True)


def _is_refused(stage: _Stage, person: str) -> bool:
    try:
        officiate.build(stage.governed, Actor(person), Silent())
    except Refused:
        return True
    return False


def _rotation(stage: _Stage) -> None:
    """At night old logs are rotated away."""
    stage.clock.skip_to(scenario.RESTORED + timedelta(hours=4))
    sink = respond.sink_of(stage.governed)
    now = stage.clock()
    sink.append([f"request {number}" for number in range(100)], now - timedelta(hours=9))
    sink.append(["request after"], now)
    if not stage.has(Control.HOLD) or not stage.claim:
        lost = sum(1 for path in sink.folder.glob("20*.log") if path.stem < f"{now:%Y-%m-%dT%H}")
        if not stage.has(Control.HOLD):
            stage.losses.append(
                f"the logs of the evening are rotated away ({lost} hours); who fetched what cannot be counted"
            )
        return
    try:
        sink.rotate(now, now)
    except Refused:
        stage.tell("Rotating the held logs away is refused.", by_machine=True)


def _replacement(stage: _Stage) -> None:
    """In the morning a new dataset: CCW is cleaned, FSC, DROS and AWR are forgotten."""
    stage.clock.skip_to(scenario.REPLACED)
    forgotten = tuple(name for name in made_up.EXPOSED if name != "ccw")
    if not stage.has(Control.WHOLE):
        was_open = stage.opened is not None
        drill_stack.put_back(stage.governed, forgotten)
        stage.stranger.until(forgotten)
        if was_open:
            stage.reachable_until(scenario.REPLACED, made_up.EXPOSED)
        stage.opened = scenario.REPLACED
        stage.came_to(Step.REPLACEMENT, "Went live with FSC, DROS and AWR in it", met=False)
        stage.losses.append("three collections are forgotten, and live again")
        return
    if not stage.claim:
        stage.came_to(Step.REPLACEMENT, "No claim, so nothing was compared", met=False)
        return
    named = _named_in_refusal(stage, forgotten)
    words = f"Refused by name: {', '.join(each.upper() for each in named)}" if named else "Not refused"
    stage.came_to(Step.REPLACEMENT, words, met=set(named) == set(forgotten))
    stage.tell(f"A replacement is {words[0].lower()}{words[1:]}.", by_machine=True)


def _named_in_refusal(stage: _Stage, forgotten: Sequence[str]) -> list[str]:
    with TemporaryDirectory() as folder:
        files = [Path(folder) / f"{name}.csv" for name in forgotten]
        for file in files:
            file.write_bytes(made_up.as_csv(file.stem))
        clean = Path(folder) / "ccw.csv"
        clean.write_text(
            "county,year,permits\n" + "\n".join(f"{county},2021,40" for county in made_up.COUNTIES)
        )
        try:
            claims.check_files(stage.governed, [clean, *files])
        except Refused as refusal:
            return [name for name in forgotten if name.upper() in str(refusal)]
    return []


def _morning(stage: _Stage) -> None:
    """Shortly before noon whatever is still up is taken down by a person, as in 2022."""
    stage.clock.skip_to(scenario.DOWN_IN_2022)
    harmless = [name for name in made_up.COLLECTIONS if name not in made_up.EXPOSED]
    up = sum(stage.stranger.status(f"{name}/") == 200 for name in harmless)
    stage.came_to(Step.HARMLESS, f"{len(harmless) - up} of {len(harmless)} topics", met=up == len(harmless))
    if stage.opened is None:
        return
    reached = stage.stranger.reached()
    signers = drill_stack.signers(stage.governed)
    takedown.takedown(stage.governed.places, withdrawal.ALL, "the deputy directs it", signers, expiry.now())
    stage.stranger.until(())
    stage.tell("Taken down by hand, as in 2022.")
    stage.reachable_until(scenario.DOWN_IN_2022, reached)


def _try_after(stage: _Stage) -> None:
    path = [f"data/{name}/{drill_stack.RECORDS}" for name in made_up.EXPOSED]
    got = sum(stage.stranger.status(path[number % len(path)]) == 200 for number in range(TRIES))
    stage.came_to(Step.AFTER, f"{got} of {TRIES} tries", met=got == 0)


def _happened(stage: _Stage) -> tuple[Happening, ...]:
    with stage.governed.desk.store.reading() as look:
        return happenings.of_incidents(look, stage.incident)


def _brief_text(stage: _Stage) -> str:
    """The brief of this moment, by the clock of June 2022."""
    with stage.governed.desk.store.reading() as look:
        found = happenings.incident(look, stage.incident)
    shifted = tuple(replace(each, at=stage.clock.scenario(each.at)) for each in found.happened)
    known = respond.condition(stage.governed, found)
    return brief(Incident(found.id, shifted), known, stage.clock.scenario()).text()
