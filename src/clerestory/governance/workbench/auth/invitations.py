"""Invitations: the only way to an account. A word in an address, good once, for three days.

At the workbench an invitation takes two people: one asks for it, another vouches. What was asked for is a row
that no word opens, because its id is not the hash of any.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from clerestory.errors import Refused
from clerestory.governance.store.accounts import INVITATION
from clerestory.governance.store.acting import Acting, Reading
from clerestory.governance.workbench.auth import secret

LASTS = 3 * 24 * 60 * 60
ASKED = "asked "


@dataclass(frozen=True)
class Invitation:
    """Who may enrol with it."""

    id: str
    person: str


def ask(acting: Acting, person: str, asked_by: str, now: int) -> None:
    """The first of the two wants somebody invited; what they could sign in with stays until they enrol."""
    _insert(acting, ASKED + secret.word(), person, asked_by, now)


def asked(look: Reading, now: int) -> Mapping[str, str]:
    """Whose invitations wait for somebody to vouch, and who asked last."""
    waits = (
        INVITATION.c.id.startswith(ASKED) & INVITATION.c.used_at.is_(None) & (INVITATION.c.expires_at > now)
    )
    rows = look.rows(select(INVITATION).where(waits).order_by(INVITATION.c.made_at))
    return {row["person"]: row["made_by"] for row in rows}


def vouch(acting: Acting, person: str, by: str, now: int) -> str:
    """The second of the two: somebody else than who asked, and than who is invited. The word for the address."""
    asked_by = asked(acting, now).get(person)
    if asked_by is None:
        raise Refused("nobody asks for this invitation; an executive asks first")
    if by in (asked_by, person):
        raise Refused("an invitation takes two people, neither of them the one it is for; another must vouch")
    acting.tell(asked_by=asked_by)
    return made(acting, person, by, now)


def made(acting: Acting, person: str, made_by: str, now: int) -> str:
    """A new invitation; earlier ones of the same person, and what was asked for, are void. The word for the address."""
    word = secret.word()
    unused = (INVITATION.c.person == person) & INVITATION.c.used_at.is_(None)
    for row in acting.rows(select(INVITATION.c.id).where(unused)):
        acting.update(INVITATION, {"id": row["id"]}, used_at=now)
    _insert(acting, secret.kept(word), person, made_by, now)
    return word


def _insert(acting: Acting, id_: str, person: str, made_by: str, now: int) -> None:
    acting.insert(
        INVITATION, id=id_, person=person, made_by=made_by, made_at=now, expires_at=now + LASTS, used_at=None
    )


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
