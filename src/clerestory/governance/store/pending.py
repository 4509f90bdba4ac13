"""Acts that touch files as well: begun in one transaction, finished in another; settled after a crash."""

from dataclasses import dataclass

import sqlalchemy as sa

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Act
from clerestory.governance.store.acting import Acting, Reading
from clerestory.governance.store.tables import pending
from clerestory.vocabulary.roles import Role


@dataclass(frozen=True)
class Begun:
    """An act whose files may or may not have been written; ``expected`` tells how to know."""

    id: int
    act: Act
    request: str
    turn: int
    by: str
    role: Role
    expected: str


def begin(acting: Acting, act: Act, request: str, turn: int, role: Role, expected: str) -> int:
    """Say that the files are written next; only one act on files is under way at a time."""
    if others := every(acting):
        raise Refused(
            f"{others[0].by} has begun to {others[0].act.value} {others[0].request}; let it end first"
        )
    number = 1 + int(acting.value(sa.select(sa.func.coalesce(sa.func.max(pending.c.id), 0))))
    acting.insert(
        pending, id=number, act=act.value, request=request, turn=turn, by=acting.event.by.person,
        role=role.value, expected=expected, at=acting.now.isoformat(),
    )  # fmt: skip
    return number


def end(acting: Acting, number: int) -> None:
    """The files were written, or were not."""
    acting.delete(pending, {"id": number})


def every(look: Reading) -> tuple[Begun, ...]:
    """What is under way, or was when somebody pulled the plug."""
    return tuple(
        Begun(
            row["id"],
            Act(row["act"]),
            row["request"],
            row["turn"],
            row["by"],
            Role(row["role"]),
            row["expected"],
        )
        for row in look.rows(sa.select(pending).order_by(pending.c.id))
    )
