"""What the views work with: the store, the rules in force, the doors, the templates, and what the acts lend.

Nothing here names a vault: the process is started without its path, and no module below imports one
that could open it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from secrets import token_bytes
from zoneinfo import ZoneInfo

from jinja2 import Environment
from sqlalchemy import Connection

from clerestory.errors import InputError, Refused
from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.approval.people import Officer
from clerestory.governance.log.entry import Json
from clerestory.governance.office.desk import Desk
from clerestory.governance.store import database, staff
from clerestory.governance.store.acting import Acting, Actor, Event
from clerestory.governance.store.store import Store
from clerestory.governance.workbench import limits, page
from clerestory.governance.workbench.assets import Asset
from clerestory.governance.workbench.auth.oidc import Provider
from clerestory.governance.workbench.auth.passkeys import Site
from clerestory.governance.workbench.auth.secret import Seal
from clerestory.governance.workbench.lent import Facts, Hands
from clerestory.governance.workbench.settings import Settings

THROUGH = "workbench"
NOBODY = Actor("machine", through=THROUGH)


@dataclass(frozen=True)
class Limits:
    """How much is answered: of anything, and of attempts to prove who somebody is."""

    any: limits.Limiter = field(default_factory=lambda: limits.Limiter(limits.ANY))
    proof: limits.Limiter = field(default_factory=lambda: limits.Limiter(limits.PROOF))


@dataclass(frozen=True)
class Bench:
    """One workbench in one process."""

    settings: Settings
    desk: Desk
    seal: Seal = field(repr=False)
    assets: Mapping[str, Asset] = field(repr=False)
    facts: Facts
    hands: Hands
    staged: Path
    published: Path
    preview_key: bytes = field(default_factory=partial(token_bytes, 32), repr=False)
    limits: Limits = field(default_factory=Limits)

    @property
    def store(self) -> Store:
        """People, requests and the audit log."""
        return self.desk.store

    @property
    def evidence(self) -> Path:
        """Where the papers of builds lie: counts, names of columns, digests."""
        return self.store.folder / "evidence"

    def clock(self) -> datetime:
        """The present, in UTC."""
        return self.store.clock()

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which times are shown."""
        return ZoneInfo(self.settings.zone)

    @cached_property
    def site(self) -> Site:
        """Where passkeys are good."""
        return Site(self.settings.origin, f"Clerestory: {self.settings.title}")

    @cached_property
    def templates(self) -> Environment:
        """The templates."""
        return page.environment(self.zone)

    @cached_property
    def _provider(self) -> Provider | None:
        client = self.settings.identity
        return Provider(client, self.settings.origin) if client else None

    def office_sign_in(self) -> Provider:
        """The office's identity provider."""
        if self._provider is None:
            raise Refused("this workbench has no identity provider; use a passkey or a local account")
        return self._provider

    def officer(self, person: str) -> Officer | None:
        """That person, if ever appointed."""
        with self.store.reading() as look:
            try:
                return staff.officer(look, person)
            except InputError:
                return None

    def is_active(self, person: str) -> bool:
        """Whether somebody of that name is appointed, and has not left."""
        found = self.officer(person)
        return found is not None and found.active

    @contextmanager
    def doors(self) -> Iterator[Connection]:
        """Sessions and challenges: the only rows that are written without an entry in the log."""
        engine = self.store.engine
        with database.clear_words(database.shown(engine)), engine.connect() as connection:
            yield connection
            connection.commit()

    @contextmanager
    def noted(self, act: Act | Machine, person: str, detail: Mapping[str, Json]) -> Iterator[Acting]:
        """Change how somebody signs in, with its entry."""
        by = Actor(person, through=THROUGH) if person else NOBODY
        with self.store.acting(Event(act, by, detail=detail)) as acting:
            yield acting

    def note(self, act: Machine, person: str, detail: Mapping[str, Json]) -> None:
        """An entry about the doors that changes no row."""
        with self.noted(act, person, detail):
            pass
