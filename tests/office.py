"""An office with made-up officers, without records: tests of the rules of governance act in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from clerestory.governance.approval.approvals import Approval, Attachment, Kind
from clerestory.governance.approval.people import Officer, Qualification
from clerestory.governance.approval.requests import Built, Choice, Digests, Request
from clerestory.governance.approval.training import lesson
from clerestory.governance.log.entry import Entry
from clerestory.governance.office import publication, releases
from clerestory.governance.office.desk import Desk
from clerestory.governance.office.publication import Bytes
from clerestory.governance.store import log, opening, requests, staff
from clerestory.governance.store.acting import Acting, Actor
from clerestory.governance.store.store import Store
from clerestory.vocabulary.roles import Role

VERSION = "1.4"
NOON = datetime(2026, 6, 27, 12, 0, tzinfo=UTC)
PEOPLE = {
    "ana": Role.ANALYST, "ben": Role.ANALYST, "maya": Role.OUTPUT_CHECKER, "daniel": Role.OUTPUT_CHECKER,
    "nora": Role.OUTPUT_CHECKER, "priya": Role.PRIVACY_OFFICER, "pavel": Role.PRIVACY_OFFICER,
    "tom": Role.PUBLISHER, "tara": Role.PUBLISHER, "elena": Role.INCIDENT_LEAD, "ruth": Role.EXECUTIVE,
    "rosa": Role.EXECUTIVE, "ines": Role.LOG_AUDITOR, "jonah": Role.ROOT_KEEPER,
}  # fmt: skip
TABLES = ("ccw/by_county", "ccw/by_year")
ATTACHED = {each.value: each.value[0] * 64 for each in Attachment} | {"content": "c" * 64}
DIGESTS = Digests("b" * 64, "e" * 64, "f" * 64)
SIGNERS = (Role.PRIVACY_OFFICER, Role.PUBLISHER)


@dataclass
class Clock:
    """A clock that tests set."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **length: float) -> None:
        self.at += timedelta(**length)


@dataclass
class Office:
    """A store with trained people, and shorthands for what they do."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    everybody: bool = False  # every person holds every role
    roles: dict[str, frozenset[Role]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store: Store = opening.found(self.folder, "tests/log", self._first, self.clock)
        self.desk = Desk(self.store, VERSION, "policy")

    def _first(self, acting: Acting) -> None:
        for person, role in PEOPLE.items():
            held = frozenset(Role) if self.everybody else self.roles.get(person, frozenset({role}))
            staff.appoint(acting, Officer(person, person.title(), held))
            for each in sorted(held, key=lambda role: role.value):
                staff.qualify(acting, qualified(person, each, acting.now))

    def build(self, who: str = "ana", digests: Digests = DIGESTS, **more) -> Request:
        built = Built(0, who, self.clock(), digests, TABLES, more.pop("columns", ("ccw.county",)),
                      more.pop("attachments", ATTACHED))  # fmt: skip
        return releases.record_build(
            self.desk, Actor(who), more.pop("release", "2026-1"), built, more.pop("shares", {}), **more
        )

    def propose(self, request: str = "2026-1", who: str = "ana") -> Request:
        return releases.propose(self.desk, Actor(who), request)

    def vote(
        self,
        who: str,
        choice: Choice = Choice.APPROVE,
        table: str = "all",
        reason: str = "",
        request: str = "2026-1",
    ):
        return releases.vote(self.desk, Actor(who), request, table, choice, reason)

    def claim(
        self, who: str, kind: Kind = Kind.REVIEWED, role: Role = Role.OUTPUT_CHECKER, **changed
    ) -> Approval:
        given = {"digests": DIGESTS, "evidence": ATTACHED} | changed
        return Approval(kind, who, role, policy="policy", at=self.clock(), **given)

    def approve(self, who: str, request: str = "2026-1", **changed):
        return releases.approve(self.desk, Actor(who), request, self.claim(who, **changed))

    def review(self, *checkers: str, request: str = "2026-1") -> None:
        for who in checkers or ("maya", "daniel"):
            self.vote(who, request=request)
            self.approve(who, request)

    def sign(self, who: str, role: Role, digests: Digests = DIGESTS, request: str = "2026-1") -> None:
        begun = publication.begin_signing(self.desk, Actor(who, role), request, Bytes(digests, SIGNERS))
        publication.finish(self.desk, begun)

    def publish(self, who: str = "tom", digests: Digests = DIGESTS, request: str = "2026-1") -> None:
        begun = publication.begin_publishing(
            self.desk, Actor(who, Role.PUBLISHER), request, Bytes(digests, SIGNERS), "there"
        )
        publication.finish(self.desk, begun)

    def approved(self) -> Request:
        self.build()
        self.propose()
        self.review()
        return self.get()

    def signed(self) -> Request:
        self.approved()
        self.sign("priya", Role.PRIVACY_OFFICER)
        self.sign("tom", Role.PUBLISHER)
        return self.get()

    def get(self, request: str = "2026-1") -> Request:
        with self.store.reading() as look:
            return requests.get(look, request)

    def log(self) -> list[Entry]:
        with self.store.reading() as look:
            return list(reversed(log.entries(look, 10_000)))

    def acts(self) -> list[str]:
        return [each.act for each in self.log()]

    def export(self) -> list[str]:
        with self.store.reading() as look:
            return list(log.exported(self.store, look))


def qualified(person: str, role: Role, now: datetime, version: str = VERSION) -> Qualification:
    return Qualification(person, role, version, 100, lesson().digest, now, now + timedelta(days=365))


def of_role(role: Role) -> Iterable[str]:
    return (person for person, held in PEOPLE.items() if held is role)
