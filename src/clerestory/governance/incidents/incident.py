"""The state of an incident, worked out from what happened: its claims, outages, evidence and takedowns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clerestory.errors import InputError
from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.approval.incidents import Severity
from clerestory.governance.incidents.happening import Happening, only

TOGETHER = timedelta(hours=24)  # a claim and an outage of one service that are this near belong together
PREFIX = "X-"
BEGINS = (
    Act.RECEIVE,
    Act.OPEN_CLAIM,
)  # what a claim begins with: a message from outside, or staff who saw it


@dataclass(frozen=True)
class ClaimState:
    """One claim of an incident: what was said, how grave it is, what was tried, whether it stands."""

    id: str
    release: str
    collections: tuple[str, ...]
    paths: tuple[str, ...]
    at: datetime
    severity: Severity
    quoted: int  # values that were quoted
    compared: bool
    matching: int  # of them, in one record of the vault
    clean_probes: tuple[Happening, ...]
    found_probes: tuple[Happening, ...]
    investigator: str
    messages: int
    is_from_outside: bool  # a message told of it; not staff alone, who opened it by hand
    ended: Happening | None
    taken_down: Happening | None

    @property
    def is_open(self) -> bool:
        """Whether it still stands."""
        return self.ended is None


@dataclass(frozen=True)
class Outage:
    """An outage or an alarm of the service, as its own team sees it."""

    id: str
    at: datetime
    told: str
    by: str
    closed: Happening | None

    @property
    def is_open(self) -> bool:
        """Whether it still stands."""
        return self.closed is None


@dataclass(frozen=True)
class Incident:
    """All that happened in one room."""

    id: str
    happened: tuple[Happening, ...]

    @property
    def opened_at(self) -> datetime:
        """When its first line was written."""
        return self.happened[0].at

    @property
    def last_at(self) -> datetime:
        """When a claim or an outage came last."""
        return max(
            (each.at for each in only(self.happened, *BEGINS, Act.OPEN_OUTAGE)), default=self.opened_at
        )

    @property
    def claims(self) -> tuple[ClaimState, ...]:
        """Every claim, the oldest first."""
        names = dict.fromkeys(each.text("claim") for each in only(self.happened, *BEGINS))
        return tuple(_claim(name, self.happened) for name in names)

    @property
    def outages(self) -> tuple[Outage, ...]:
        """Every outage, the oldest first."""
        return tuple(_outage(each, self.happened) for each in only(self.happened, Act.OPEN_OUTAGE))

    @property
    def open_claims(self) -> tuple[ClaimState, ...]:
        """The claims that stand."""
        return tuple(each for each in self.claims if each.is_open)

    @property
    def is_open(self) -> bool:
        """Whether a claim or an outage stands."""
        return bool(self.open_claims) or any(each.is_open for each in self.outages)

    def claim(self, name: str) -> ClaimState:
        """That claim; ``InputError`` if it is not of this incident."""
        for each in self.claims:
            if each.id == name:
                return each
        raise InputError(f"{name}: no such claim in {self.id}")

    def outage(self, name: str) -> Outage:
        """That outage; ``InputError`` if it is not of this incident."""
        for each in self.outages:
            if each.id == name:
                return each
        raise InputError(f"{name}: no such outage in {self.id}")


def incidents_in(happenings: Sequence[Happening]) -> tuple[Incident, ...]:
    """Every incident that the lines tell of, the oldest first."""
    names = dict.fromkeys(each.about for each in happenings if each.about.startswith(PREFIX))
    return tuple(Incident(name, tuple(each for each in happenings if each.about == name)) for name in names)


def joining(known: Sequence[Incident], now: datetime) -> Incident | None:
    """The open incident that something new belongs to: whatever opened it, within 24 hours."""
    near = [each for each in known if each.is_open and now - each.last_at <= TOGETHER]
    return near[-1] if near else None


def next_id(known: Sequence[Incident]) -> str:
    """The name of the next incident."""
    return f"{PREFIX}{len(known) + 1}"


def _claim(name: str, happenings: Sequence[Happening]) -> ClaimState:
    own = [each for each in happenings if each.text("claim") == name or name in each.names("claims")]
    told = only(own, *BEGINS)
    probes = only(own, Act.EXAMINE)
    compared = only(own, Machine.MATCHED)
    ended = only(own, Act.DISMISS, Act.CLOSE_CLAIM)
    down = only(own, Machine.TIMER, Act.TAKE_DOWN)
    assigned = only(own, Act.ASSIGN)
    return ClaimState(
        id=name,
        release=told[0].text("release"),
        collections=told[0].names("collections"),
        paths=tuple(dict.fromkeys(each.text("path") for each in told if each.text("path"))),
        at=told[0].at,
        severity=_severity(only(own, *BEGINS, Act.TRIAGE, Machine.RAISED)),
        quoted=max(each.number_of("quoted") for each in told),
        compared=bool(compared),
        matching=max((each.number_of("matching") for each in compared), default=0),
        clean_probes=tuple(each for each in probes if each.text("verdict") == "clean"),
        found_probes=tuple(each for each in probes if each.text("verdict") == "found"),
        investigator=assigned[-1].text("investigator") if assigned else "",
        messages=len(told),
        is_from_outside=any(each.what is not Act.OPEN_CLAIM for each in told),
        ended=ended[-1] if ended else None,
        taken_down=down[0] if down else None,
    )


def _severity(told: Sequence[Happening]) -> Severity:
    """People set it up or down; what the machine raised, no person lowers."""
    found = Severity(told[0].text("severity"))
    for each in told[1:]:
        said = Severity(each.text("severity"))
        if found is not Severity.CONFIRMED_LIKELY and (each.what not in BEGINS or said.rank > found.rank):
            found = said
    return found


def _outage(opened: Happening, happenings: Sequence[Happening]) -> Outage:
    name = opened.text("outage")
    closed = [each for each in only(happenings, Act.CLOSE_OUTAGE) if each.text("outage") == name]
    return Outage(name, opened.at, opened.text("told"), opened.by, closed[-1] if closed else None)
