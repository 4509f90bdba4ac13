"""Release requests, their builds, votes, approvals, comments and signatures, in the store."""

import json
from datetime import datetime

import sqlalchemy as sa

from clerestory.errors import InputError
from clerestory.governance.approval.approvals import Approval
from clerestory.governance.approval.requests import (
    Built,
    Choice,
    Comment,
    Digests,
    Request,
    Signature,
    Vote,
)
from clerestory.governance.approval.states import State
from clerestory.governance.log.entry import canonical
from clerestory.governance.store.acting import Acting, Reading, Row
from clerestory.governance.store.tables import approvals, builds, comments, requests, signatures, votes
from clerestory.vocabulary.roles import Role

OPEN = tuple(
    state.value for state in State if state not in (State.PUBLISHED, State.WITHDRAWN, State.SUPERSEDED)
)


def get(look: Reading, request: str) -> Request:
    """That request; ``InputError`` if there is none."""
    row = look.one(sa.select(requests).where(requests.c.id == request))
    if row is None:
        raise InputError(f"{request}: there is no such release request; see `clerestory release list`")
    return _request(look, row)


def every(look: Reading) -> tuple[Request, ...]:
    """Every request, the newest first."""
    return tuple(
        _request(look, row) for row in look.rows(sa.select(requests).order_by(requests.c.since.desc()))
    )


def current(look: Reading, release: str) -> Request | None:
    """The open request of a release, or its latest."""
    own = [each for each in every(look) if each.release == release]
    return next((each for each in own if each.state.value in OPEN), own[0] if own else None)


def open_of(look: Reading, release: str) -> Request | None:
    """The request of that release that is on its way, if one is."""
    found = current(look, release)
    return found if found and found.state.value in OPEN else None


def in_state(look: Reading, state: State) -> tuple[Request, ...]:
    """Every request in that state."""
    return tuple(each for each in every(look) if each.state is state)


def ever_public(look: Reading) -> dict[str, Built]:
    """The build of every request that was published, also if it was replaced or withdrawn since."""
    rows = look.rows(sa.select(requests).where(requests.c.published_at.is_not(None)))
    public = (_request(look, row) for row in rows)
    return {each.id: each.built for each in public if each.built}


def start(acting: Acting, release: str, author: str, kind: str = "release", asked_by: str = "") -> Request:
    """A new request in the state draft; the second of a release is named ``2026-1.2``."""
    before = sum(each.release == release for each in every(acting))
    name = release if not before else f"{release}.{before + 1}"
    acting.insert(
        requests, id=name, release=release, author=author, state=State.DRAFT.value, turn=0, kind=kind,
        asked_by=asked_by, since=acting.now.isoformat(), expedite="",
    )  # fmt: skip
    return get(acting, name)


def move(acting: Acting, request: str, state: State, **more: object) -> None:
    """The request is in that state from now on."""
    acting.update(requests, {"id": request}, state=state.value, **more)


def add_build(acting: Acting, request: str, built: Built) -> None:
    """A build of a request: a new turn, in which nothing has been said yet."""
    acting.insert(
        builds, request=request, turn=built.turn, by=built.by, at=built.at.isoformat(),
        bundle=built.digests.bundle, evidence=built.digests.evidence, configuration=built.digests.configuration,
        tables=canonical(list(built.tables)), columns=canonical(list(built.columns)),
        attachments=canonical(dict(built.attachments)),
    )  # fmt: skip


def add_vote(acting: Acting, request: Request, vote: Vote) -> None:
    """A vote on one table; until both have voted a checker may change it."""
    key = {"request": request.id, "turn": request.turn, "checker": vote.checker, "table_id": vote.table}
    values = {"choice": vote.choice.value, "reason": vote.reason, "at": vote.at.isoformat()}
    if any(each.checker == vote.checker and each.table == vote.table for each in votes_of(acting, request)):
        acting.update(votes, key, **values)
    else:
        acting.insert(votes, **key, **values)


def votes_of(look: Reading, request: Request) -> tuple[Vote, ...]:
    """Every vote of this turn; who may see them is asked in ``approval.review``."""
    query = sa.select(votes).where(votes.c.request == request.id, votes.c.turn == request.turn)
    return tuple(
        Vote(row["checker"], row["table_id"], Choice(row["choice"]), row["reason"], _time(row["at"]))
        for row in look.rows(query.order_by(votes.c.at))
    )


def add_approval(acting: Acting, request: Request, approval: Approval) -> None:
    """A typed claim, as it was made."""
    acting.insert(
        approvals, request=request.id, turn=request.turn, person=approval.person, kind=approval.kind.value,
        role=approval.role.value, claim=approval.to_text(), at=approval.at.isoformat(),
    )  # fmt: skip


def approvals_of(look: Reading, request: Request) -> tuple[Approval, ...]:
    """Every approval of this turn."""
    query = sa.select(approvals).where(approvals.c.request == request.id, approvals.c.turn == request.turn)
    return tuple(Approval.from_text(row["claim"]) for row in look.rows(query.order_by(approvals.c.at)))


def add_comment(acting: Acting, request: Request, comment: Comment) -> None:
    """A remark."""
    number = look_number(acting, request.id)
    acting.insert(
        comments, request=request.id, number=number, turn=request.turn, by=comment.by, role=comment.role.value,
        table_id=comment.table, text=comment.text, at=comment.at.isoformat(),
    )  # fmt: skip


def look_number(look: Reading, request: str) -> int:
    """The number of the next remark."""
    last = sa.select(sa.func.coalesce(sa.func.max(comments.c.number), 0)).where(comments.c.request == request)
    return 1 + int(look.value(last))


def comments_of(look: Reading, request: Request) -> tuple[Comment, ...]:
    """Every remark of this turn; who may see them is asked in ``approval.review``."""
    query = sa.select(comments).where(comments.c.request == request.id, comments.c.turn == request.turn)
    return tuple(
        Comment(row["by"], Role(row["role"]), row["text"], _time(row["at"]), row["table_id"])
        for row in look.rows(query.order_by(comments.c.number))
    )


def add_signature(acting: Acting, request: Request, signature: Signature) -> None:
    """That somebody signed."""
    acting.insert(
        signatures, request=request.id, turn=request.turn, role=signature.role.value,
        person=signature.person, at=signature.at.isoformat(),
    )  # fmt: skip


def signatures_of(look: Reading, request: Request) -> tuple[Signature, ...]:
    """Who signed this turn."""
    query = sa.select(signatures).where(signatures.c.request == request.id, signatures.c.turn == request.turn)
    return tuple(
        Signature(row["person"], Role(row["role"]), _time(row["at"]))
        for row in look.rows(query.order_by(signatures.c.role))
    )


def built_of(look: Reading, request: str, turn: int) -> Built | None:
    """A build of a request."""
    row = look.one(sa.select(builds).where(builds.c.request == request, builds.c.turn == turn))
    if row is None:
        return None
    digests = Digests(row["bundle"], row["evidence"], row["configuration"])
    tables, columns = tuple(json.loads(row["tables"])), tuple(json.loads(row["columns"]))
    attached = json.loads(row["attachments"])
    return Built(row["turn"], row["by"], _time(row["at"]), digests, tables, columns, attached)


def _request(look: Reading, row: Row) -> Request:
    return Request(
        id=row["id"],
        release=row["release"],
        author=row["author"],
        state=State(row["state"]),
        turn=row["turn"],
        built=built_of(look, row["id"], row["turn"]),
        kind=row["kind"],
        asked_by=row["asked_by"],
        expedite=row["expedite"],
        expedited_by=row["expedited_by"] or "",
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
