"""Invitations: the only way to an account. A word in an address, good once, for three days."""

from dataclasses import dataclass

from sqlalchemy import select

from clerestory.errors import Refused
from clerestory.governance.store.accounts import INVITATION
from clerestory.governance.store.acting import Acting, Reading
from clerestory.governance.workbench.auth import secret

LASTS = 3 * 24 * 60 * 60


@dataclass(frozen=True)
class Invitation:
    """Who may enrol with it."""

    id: str
    person: str


def made(acting: Acting, person: str, made_by: str, now: int) -> str:
    """A new invitation; earlier ones of the same person are void. The word for the address."""
    word = secret.word()
    unused = (INVITATION.c.person == person) & INVITATION.c.used_at.is_(None)
    for row in acting.rows(select(INVITATION.c.id).where(unused)):
        acting.update(INVITATION, {"id": row["id"]}, used_at=now)
    acting.insert(
        INVITATION, id=secret.kept(word), person=person, made_by=made_by,
        made_at=now, expires_at=now + LASTS, used_at=None,
    )  # fmt: skip
    return word


def find(look: Reading, word: str, now: int) -> Invitation:
    """The invitation of that word; ``Refused`` if it was used, is too old, or never was."""
    row = look.one(select(INVITATION).where(INVITATION.c.id == secret.kept(word)))
    if row is None or row["used_at"] is not None or row["expires_at"] <= now:
        raise Refused("this invitation was used already or is too old; ask the executive for a new one")
    return Invitation(row["id"], row["person"])


def use(acting: Acting, word: str, now: int) -> Invitation:
    """Use it up: writers come one at a time, so of two browsers at once one is refused."""
    found = find(acting, word, now)
    acting.update(INVITATION, {"id": found.id}, used_at=now)
    return found
