"""Challenges that wait for their answer: each belongs to one browser, is good once and not for long."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from clerestory.governance.store.accounts import CHALLENGE
from clerestory.governance.workbench.auth import secret

LASTS = 15 * 60


def ask(connection: Connection, browser: str, purpose: str, content: Mapping[str, object], now: int) -> None:
    """Remember what this browser was asked for this purpose; an earlier question is forgotten."""
    where = secret.kept(secret.bound(browser, purpose))
    connection.execute(delete(CHALLENGE).where((CHALLENGE.c.id == where) | (CHALLENGE.c.expires_at < now)))
    connection.execute(
        insert(CHALLENGE).values(id=where, content=json.dumps(dict(content)), expires_at=now + LASTS)
    )


def waiting(connection: Connection, browser: str, purpose: str, now: int) -> Mapping[str, object] | None:
    """What was asked and waits still; it is kept."""
    here = CHALLENGE.c.id == secret.kept(secret.bound(browser, purpose))
    row = connection.execute(select(CHALLENGE).where(here)).one_or_none()
    if row is None or row.expires_at < now:
        return None
    content: Mapping[str, object] = json.loads(row.content)
    return content


def answered(connection: Connection, browser: str, purpose: str, now: int) -> Mapping[str, object] | None:
    """What was asked, once: it is forgotten here."""
    content = waiting(connection, browser, purpose, now)
    asked = CHALLENGE.c.id == secret.kept(secret.bound(browser, purpose))
    removed = connection.execute(delete(CHALLENGE).where(asked)).rowcount
    return content if removed == 1 else None
