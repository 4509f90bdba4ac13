"""The store of governance: open it, look into it, act in it.

    with store.reading() as look: ...
    with store.acting(Event(Act.REVIEW, Actor("maya"), about="2026-1")) as acting: ...

An act and its entry are one transaction. An act that a rule refuses leaves nothing but an entry that
says so. The newest checkpoint is kept in a file beside the key of the log as well: a database that was
put back to an older state is refused.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerestory.errors import Refused, UntrustedRelease
from clerestory.governance.approval.acts import Machine
from clerestory.governance.log import checkpoint
from clerestory.governance.store import database, heading, seen
from clerestory.governance.store.acting import Acting, Event, Reading


def clock() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Store:
    """An open store; ``folder`` holds the log's public key and the newest checkpoint that was seen."""

    engine: sa.Engine
    folder: Path
    key: Ed25519PrivateKey = field(repr=False)
    clock: Callable[[], datetime] = clock

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Look at one moment's state; the database refuses to write."""
        with self._connected() as connection:
            database.begin_reading(connection)
            yield Reading(connection, self.clock())
            connection.rollback()

    @contextmanager
    def acting(self, event: Event) -> Iterator[Acting]:
        """Act: what is written inside is committed with its entry, or not at all."""
        try:
            with self._writing(event) as acting:
                yield acting
        except Refused as refusal:
            self._record_refusal(event, refusal)
            raise

    def record(self, event: Event) -> None:
        """Record something that changes no row: that somebody looked, or signed in."""
        with self.acting(event):
            pass

    @contextmanager
    def _writing(self, event: Event) -> Iterator[Acting]:
        with self._connected() as connection:
            database.begin_writing(connection)
            head = heading.read(connection, locked=True)
            self._check_not_set_back(head)
            acting = Acting(connection, heading.time_of_entry(head, self.clock()), event)
            yield acting
            written = heading.append(connection, head, acting, self.key)
            connection.commit()
        seen.remember(self.folder, written.note)

    def _record_refusal(self, event: Event, refusal: Refused) -> None:
        detail = {**event.detail, "act": event.act.value, "why": str(refusal)}
        with self._writing(Event(Machine.REFUSED, event.by, event.about, detail)):
            pass

    def _check_not_set_back(self, head: heading.Head) -> None:
        known = seen.last(self.folder)
        if known is None:
            return
        before = checkpoint.opened(known, self.key.public_key())
        if head.size < before.size or (head.size == before.size and head.note != known):
            raise UntrustedRelease(
                f"the store holds {head.size} entries, but {before.size} were seen here: it was put back to an older "
                "state or changed; keep it as it is and call the log auditor"
            )

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        with database.clear_words(database.shown(self.engine)), self.engine.connect() as connection:
            yield connection
