"""Sessions: kept on this side, known by the hash of a random cookie, ended by idleness, age or the person.

- A new cookie at every sign-in and every time somebody proves again who they are: an old one is worth nothing.
- Idle for 20 minutes, or ten hours old: over. Proof for the acts that matter is good for five minutes.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from clerestory.governance.store.accounts import SESSION
from clerestory.governance.workbench.auth import secret

IDLE = 20 * 60
WHOLE = 10 * 60 * 60
FRESH = 5 * 60
TOUCH = 30  # seconds between two notes that a session is in use


@dataclass(frozen=True)
class Session:
    """Somebody is signed in; ``id`` is the stored hash, never the cookie."""

    id: str
    person: str
    agent: str
    made_at: int
    seen_at: int
    fresh_at: int

    def is_live(self, now: int) -> bool:
        """Whether it is neither idle for too long nor too old."""
        return now - self.seen_at < IDLE and now - self.made_at < WHOLE

    def is_fresh(self, now: int) -> bool:
        """Whether the person proved a moment ago who they are."""
        return now - self.fresh_at < FRESH


def opened(connection: Connection, person: str, agent: str, now: int) -> str:
    """Begin a session; the cookie."""
    cookie = secret.word()
    connection.execute(
        insert(SESSION).values(
            id=secret.kept(cookie),
            person=person,
            agent=agent[:120],
            made_at=now,
            seen_at=now,
            fresh_at=now,
        )
    )
    return cookie


def rotated(connection: Connection, session: Session, now: int) -> str:
    """The person proved again who they are: the same session under a new cookie."""
    cookie = secret.word()
    changed = update(SESSION).where(SESSION.c.id == session.id)
    connection.execute(changed.values(id=secret.kept(cookie), fresh_at=now, seen_at=now))
    return cookie


def find(connection: Connection, cookie: str, now: int) -> Session | None:
    """The live session of that cookie; one that is over is removed."""
    row = connection.execute(select(SESSION).where(SESSION.c.id == secret.kept(cookie))).one_or_none()
    if row is None:
        return None
    session = Session(**row._mapping)
    if not session.is_live(now):
        end(connection, session.id)
        return None
    if now - session.seen_at >= TOUCH:
        connection.execute(update(SESSION).where(SESSION.c.id == session.id).values(seen_at=now))
    return session


def of(connection: Connection, person: str, now: int) -> tuple[Session, ...]:
    """Where somebody is signed in, the latest first."""
    asked = select(SESSION).where(SESSION.c.person == person).order_by(SESSION.c.seen_at.desc())
    found = (Session(**row._mapping) for row in connection.execute(asked))
    return tuple(session for session in found if session.is_live(now))


def end(connection: Connection, session: str) -> None:
    """Sign out here."""
    connection.execute(delete(SESSION).where(SESSION.c.id == session))


def end_all(connection: Connection, person: str, but: Session | None = None) -> None:
    """Sign out everywhere (``but`` here)."""
    kept = SESSION.c.id != (but.id if but else "")
    connection.execute(delete(SESSION).where(SESSION.c.person == person, kept))


def clear(connection: Connection, now: int) -> None:
    """Forget sessions that are over."""
    over = (SESSION.c.made_at < now - WHOLE) | (SESSION.c.seen_at < now - IDLE)
    connection.execute(delete(SESSION).where(over))
