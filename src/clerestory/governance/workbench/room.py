"""An incident as its page shows it: all from the log and from what the files say now, nothing remembered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from clerestory.errors import ClerestoryError
from clerestory.governance.approval import permissions
from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.approval.people import Officer, Standing
from clerestory.governance.incidents import investigation, roster, timers
from clerestory.governance.incidents.assurance import Assurance, assurances
from clerestory.governance.incidents.brief import Brief, Condition, brief
from clerestory.governance.incidents.happening import Happening, only
from clerestory.governance.incidents.incident import BEGINS, ClaimState, Incident
from clerestory.governance.incidents.investigation import Part
from clerestory.governance.incidents.report.aliases import without_names
from clerestory.governance.incidents.report.sentences import sentence
from clerestory.governance.office import response
from clerestory.governance.store import happenings, staff
from clerestory.governance.workbench.lent import Outside
from clerestory.governance.workbench.visit import Visit
from clerestory.vocabulary.roles import Role

HOT = (*BEGINS, Act.OPEN_OUTAGE, Machine.JOINED, Machine.SUSPECTED, Machine.TIMER, Act.TAKE_DOWN)
UNTOLD = (Machine.BRIEFED, Act.READ)


@dataclass(frozen=True)
class Line:
    """A line of what happened."""

    at: datetime
    words: str
    events: tuple[str, ...]
    kind: str  # hot, auto, or nothing


@dataclass(frozen=True)
class Call:
    """A call to somebody, and whether they are there."""

    person: str
    role: str
    at: datetime
    answered: datetime | None
    moves_up: datetime | None  # unanswered: when the next one is called


@dataclass(frozen=True)
class Todo:
    """Who must act on a claim, and by when."""

    person: str
    what: str
    by: datetime | None
    late: bool


@dataclass(frozen=True)
class Room:
    """One incident, seen by one person at one moment."""

    incident: Incident
    outside: Outside
    standing: Standing
    officers: Sequence[Officer]
    duty: timers.Duty
    witnesses: Mapping[str, frozenset[str]]  # release -> who had a hand in it
    now: datetime

    @property
    def names(self) -> Mapping[str, str]:
        """What people are called."""
        return {each.id: each.name for each in self.officers} | {"machine": "the system"}

    def name(self, person: str) -> str:
        """What somebody is called."""
        return self.names.get(person, person) or "nobody"

    def said(self, words: str) -> str:
        """Words of the log with people's names in them."""
        return without_names(words, self.names)

    @property
    def title(self) -> str:
        """What it is about, in a sentence."""
        if not self.incident.claims:
            return "The service has an outage"
        path = next((path for each in self.incident.claims for path in each.paths), "")
        return f"Records may be reachable at {path}" if path else "Records may be reachable"

    @property
    def severity(self) -> str:
        """The gravest of its open claims, or of all."""
        claims = self.incident.open_claims or self.incident.claims
        return max((each.severity for each in claims), key=lambda each: each.rank).value if claims else ""

    @property
    def stage(self) -> roster.Stage:
        """Where it is."""
        return roster.stage(self.incident, live=self.outside.live)

    @property
    def parts(self) -> Sequence[tuple[str, str]]:
        """What each role does in this stage, deciders first."""
        order = list(roster.Part)
        held = sorted(roster.PARTS[self.stage].items(), key=lambda each: order.index(each[1]))
        return [(role.value, part.value) for role, part in held]

    @property
    def counting(self) -> Sequence[ClaimState]:
        """The claims whose clock runs, the next first."""
        live = [
            each
            for each in self.incident.open_claims
            if each.id in self.outside.live_claims and timers.is_counting(each)
        ]
        return sorted(live, key=timers.down_at)

    @property
    def left(self) -> timedelta:
        """Until the next takedown by itself."""
        return max(timedelta(), timers.down_at(self.counting[0]) - self.now)

    @property
    def line(self) -> Iterator[Line]:
        """What happened, the oldest first."""
        for each in self.incident.happened:
            made = sentence(each)
            if made and each.what not in UNTOLD:
                kind = "hot" if each.what in HOT else "auto" if isinstance(each.what, Machine) else ""
                yield Line(each.at, self.said(made.words), made.events, kind)

    @property
    def calls(self) -> Sequence[Call]:
        """Who was called, in order; the last one moves up if nobody answers."""
        pages = only(self.incident.happened, Machine.PAGED)
        answers = only(self.incident.happened, Act.ACKNOWLEDGE_PAGE)
        return [self._call(each, answers, last=each is pages[-1]) for each in pages]

    def _call(self, page: Happening, answers: Sequence[Happening], *, last: bool) -> Call:
        person = page.text("to")
        answered = next(
            (each.at for each in answers if each.by == person and each.number > page.number), None
        )
        is_open = (
            last
            and not answers
            and page.number_of("level") < len(timers.ROSTER) - 1
            and self.incident.is_open
        )
        moves = page.at + timers.UNANSWERED if is_open else None
        return Call(person, page.text("role"), page.at, answered, moves)

    @property
    def may_answer(self) -> bool:
        """Whether this person was called and has not answered."""
        me = self.standing.officer.id
        return any(each.person == me and each.answered is None for each in self.calls)

    @property
    def assurances(self) -> Sequence[Assurance]:
        """What was assured, and what it is worth."""
        return assurances(self.incident.happened)

    @property
    def condition(self) -> Condition:
        """What the brief is made from."""
        told = self.outside
        return Condition(told.live, told.present, tuple(told.columns), tuple(told.collections))

    @cached_property
    def brief(self) -> Brief:
        """The brief of this moment."""
        return brief(self.incident, self.condition, self.now)

    def todo(self, claim: ClaimState) -> Todo:
        """Who must do the next thing about a claim."""
        worker = claim.investigator or self.duty.person(0)
        if not claim.is_open:
            return Todo("", "answered", None, late=False)
        if claim in self.counting:
            by = timers.down_at(claim)
            return Todo(worker, "show that it is safe, or take it down", by, late=self.now >= by)
        if not claim.investigator:
            return Todo(self.duty.person(0), "name an investigator", claim.at + timers.UNTIL_DOWN,
                        late=self.now >= claim.at + timers.UNTIL_DOWN)  # fmt: skip
        return Todo(worker, "find out, then answer it", None, late=False)

    def missing(self, claim: ClaimState) -> Sequence[str]:
        """What is still to be shown."""
        return investigation.missing_for_safety(claim)

    def apart(self, claim: ClaimState) -> Sequence[Officer]:
        """Who may look into it: nobody who had a hand in the release."""
        hands = self.witnesses.get(claim.release, frozenset())
        return [each for each in self.officers if each.active and each.id not in hands]

    def may(self, act: Act) -> bool:
        """Whether this person may do that at all."""
        return permissions.may(self.standing.officer, act)

    def can(self, act: Act) -> bool:
        """The same, with the training that it takes."""
        return permissions.can(self.standing, act)

    def is_apart(self, claim: ClaimState) -> bool:
        """Whether this person had no hand in the release."""
        return self.standing.officer.id not in self.witnesses.get(claim.release, frozenset())

    @property
    def witness_names(self) -> Sequence[str]:
        """Who is a witness and never the investigator."""
        found = {person for each in self.witnesses.values() for person in each}
        return [self.name(person) for person in sorted(found)]

    @property
    def held(self) -> Happening | None:
        """Since when all logs are held."""
        found = only(self.incident.happened, Machine.HELD)
        return found[0] if found else None


def load(visit: Visit, name: str) -> Room:
    """The room of that incident, as this person may see it now."""
    with visit.bench.store.reading() as look:
        incident = happenings.incident(look, name)
        officers = staff.officers(look)
        releases = {each.release for each in incident.claims}
        witnesses = {
            release: frozenset(
                each.id for each in officers if response.part(look, release, each.id) is Part.WITNESS
            )
            for release in releases
        }
        standing = staff.standing(look, visit.officer.id, visit.bench.desk.tool_version)
        duty, now = response.duty(look), look.now
    return Room(incident, _outside(visit, name), standing, officers, duty, witnesses, now)


def _outside(visit: Visit, name: str) -> Outside:
    """What the files say; where they cannot be asked, the worst is shown: live, and still there."""
    try:
        return visit.bench.hands.outside(name)
    except ClerestoryError:
        with visit.bench.store.reading() as look:
            claims = happenings.incident(look, name).claims
        collections = sorted({each for claim in claims for each in claim.collections})
        names = [each.id for each in claims if each.taken_down is None]
        return Outside(
            live=bool(names), present=True, columns=(), collections=collections, live_claims=names, scopes=(),
            stays_up=(), held_since="", held_hours=0, gaps=0, running=(), minutes=(), usual=0, watched=False,
        )  # fmt: skip


def people_to_call(duty: timers.Duty) -> Sequence[tuple[Role, str, int]]:
    """Each role that is called, who that is, and after how many unanswered minutes."""
    minutes = int(timers.UNANSWERED.total_seconds() // 60)
    return [(role, duty.person(level), level * minutes) for level, role in enumerate(timers.ROSTER)]
