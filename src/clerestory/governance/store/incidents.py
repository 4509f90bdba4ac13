"""Claims, takedowns, comparisons and restores in the store."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from clerestory.errors import InputError
from clerestory.governance.approval.approvals import Approval
from clerestory.governance.approval.incidents import Claim, Severity, Takedown
from clerestory.governance.approval.requests import Request
from clerestory.governance.log.entry import canonical
from clerestory.governance.store.acting import Acting, Reading, Row
from clerestory.governance.store.tables import claims, overlaps, requests, restores, takedowns


def every_claim(look: Reading) -> tuple[Claim, ...]:
    """Every claim, the oldest first."""
    return tuple(_claim(row) for row in look.rows(sa.select(claims).order_by(claims.c.opened_at)))


def open_claims(look: Reading) -> tuple[Claim, ...]:
    """The claims that stand."""
    return tuple(each for each in every_claim(look) if each.is_open)


def claim(look: Reading, name: str) -> Claim:
    """That claim; ``InputError`` if there is none."""
    for each in every_claim(look):
        if each.id == name:
            return each
    known = ", ".join(each.id for each in every_claim(look)) or "none"
    raise InputError(f"{name}: there is no such claim; there are: {known}")


def next_name(look: Reading) -> str:
    """The name of the next claim."""
    return f"C-{len(every_claim(look)) + 1}"


def add_claim(acting: Acting, new: Claim) -> None:
    """A claim is open."""
    acting.insert(
        claims, id=new.id, release=new.release, collections=canonical(list(new.collections)),
        at=new.at.isoformat(), severity=new.severity.value, told=new.told, content=new.content,
        opened_by=new.opened_by, opened_at=new.opened_at.isoformat(),
    )  # fmt: skip


def set_severity(acting: Acting, name: str, severity: Severity) -> None:
    """How grave a claim is now."""
    acting.update(claims, {"id": name}, severity=severity.value)


def close_claim(acting: Acting, name: str, person: str, why: str) -> None:
    """A claim is closed."""
    acting.update(claims, {"id": name}, closed_by=person, closed_at=acting.now.isoformat(), why=why)


def add_shares(acting: Acting, request: Request, shares: Mapping[str, int]) -> None:
    """How much of each open claim's records recur in this build."""
    for name, share in sorted(shares.items()):
        acting.insert(overlaps, claim=name, request=request.id, turn=request.turn, per_mille=share)


def shares_of(look: Reading, request: Request) -> dict[str, int]:
    """The same, as recorded."""
    query = sa.select(overlaps).where(overlaps.c.request == request.id, overlaps.c.turn == request.turn)
    return {row["claim"]: row["per_mille"] for row in look.rows(query)}


def add_takedown(acting: Acting, done: Takedown) -> bool:
    """Something was taken off; whether that was new."""
    if acting.one(sa.select(takedowns).where(takedowns.c.notice == done.notice)) is not None:
        return False
    acting.insert(
        takedowns, notice=done.notice, target=done.target, collections=canonical(list(done.collections)),
        by=done.by, at=done.at.isoformat(), reason=done.reason,
    )  # fmt: skip
    return True


def every_takedown(look: Reading) -> tuple[Takedown, ...]:
    """Everything that was ever taken off."""
    return tuple(
        Takedown(
            row["notice"],
            row["target"],
            tuple(json.loads(row["collections"])),
            row["by"],
            datetime.fromisoformat(row["at"]),
            row["reason"],
        )
        for row in look.rows(sa.select(takedowns).order_by(takedowns.c.at))
    )


def publications(look: Reading) -> Sequence[datetime]:
    """When something was published."""
    query = sa.select(requests.c.published_at).where(requests.c.published_at.is_not(None))
    return [datetime.fromisoformat(row["published_at"]) for row in look.rows(query)]


def add_restore(acting: Acting, request: Request, approval: Approval) -> None:
    """One of the two who let it come back."""
    acting.insert(
        restores, request=request.id, turn=request.turn, person=approval.person, role=approval.role.value,
        claim=approval.to_text(), at=approval.at.isoformat(),
    )  # fmt: skip


def restores_of(look: Reading, request: Request) -> tuple[Approval, ...]:
    """Who lets this turn come back."""
    query = sa.select(restores).where(restores.c.request == request.id, restores.c.turn == request.turn)
    return tuple(Approval.from_text(row["claim"]) for row in look.rows(query.order_by(restores.c.at)))


def _claim(row: Row) -> Claim:
    closed = row["closed_at"]
    return Claim(
        row["id"],
        row["release"],
        tuple(json.loads(row["collections"])),
        datetime.fromisoformat(row["at"]),
        Severity(row["severity"]),
        row["told"],
        row["content"],
        row["opened_by"],
        datetime.fromisoformat(row["opened_at"]),
        row["closed_by"] or "",
        datetime.fromisoformat(closed) if closed else None,
        row["why"] or "",
    )
