"""Looks are recorded too: who saw which evidence, change, preview or inventory, of which bytes."""

from collections.abc import Sequence

from clerestory.errors import InputError, Refused
from clerestory.governance.approval.acts import Act
from clerestory.governance.office.desk import Desk, admitted
from clerestory.governance.store import happenings
from clerestory.governance.store.acting import Actor


def look_at(desk: Desk, actor: Actor, what: str, about: str, digest: str = "") -> None:
    """Record that somebody who decides looked at something."""
    with admitted(desk, Act.READ, actor, about, what=what, digest=digest):
        pass


def look_at_log(desk: Desk, actor: Actor, what: str) -> None:
    """Record that somebody read the log."""
    with admitted(desk, Act.READ_LOG, actor, what):
        pass


def take_log(desk: Desk, actor: Actor) -> None:
    """Record that somebody takes a copy of the whole log, which then holds that too."""
    with admitted(desk, Act.EXPORT_LOG, actor):
        pass


def take_held(desk: Desk, actor: Actor, lines: int) -> None:
    """Record that somebody takes a copy of the servers' logs, which tell who asked for what."""
    with admitted(desk, Act.EXPORT_LOG, actor, "logs of the servers", lines=lines):
        pass


def rotate(desk: Desk, actor: Actor, hours: Sequence[str]) -> None:
    """Record that old hours of the servers' logs are about to be removed; there may be none."""
    span = {"first": hours[0], "last": hours[-1]} if hours else {}
    with admitted(desk, Act.ROTATE_LOGS, actor, "logs of the servers", hours=len(hours), **span):
        pass


def release_hold(desk: Desk, actor: Actor, incident: str, why: str, *, is_held: bool = True) -> None:
    """Record that the hold of an incident is about to end; ``Refused`` while a claim or an outage of it stands."""
    if not why.strip():
        raise InputError("say why: --reason takes a sentence")
    with desk.store.reading() as look:
        found = happenings.incident(look, incident)
    with admitted(desk, Act.RELEASE_HOLD, actor, incident, why=why):
        if found.is_open:
            raise Refused(f"{incident} is still open: its logs stay held until it is closed")
        if not is_held:
            raise InputError(f"{incident}: holds no logs; `clerestory log held` lists the holds")
