"""What happens when nobody acts: logs and messages are taken in, pages move up, what is not shown to be safe comes down.

``tick`` is one look by a clock that may be anybody's; ``keep_watch`` looks again and again. The takedown comes
first, by files alone: it does not wait for the store.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from securesystemslib.signer import Signer

from clerestory.acts import aftermath, govern, respond, spool, takedown
from clerestory.acts.govern import Governed
from clerestory.acts.streaming import Traffic
from clerestory.acts.takedown import Done
from clerestory.errors import ClerestoryError
from clerestory.governance.incidents import timers
from clerestory.governance.incidents.incident import Incident
from clerestory.governance.office import response, room
from clerestory.governance.signing import expiry
from clerestory.governance.store import happenings
from clerestory.release import withdrawal

WATCHED = "watched"  # its time says when the watch last looked
ASLEEP = timedelta(minutes=2)  # a watch that did not look for so long takes nothing down
EVERY = 5.0  # seconds between two looks
WHY = "TIMER: a serious claim was open for 15 minutes and nobody showed that it is safe"


@dataclass(frozen=True)
class Ticked:
    """What one look led to."""

    received: tuple[str, ...]  # claims from the web form
    taken_down: tuple[str, ...]  # claims whose release came down
    targets: tuple[str, ...]
    paged: tuple[timers.Page, ...]
    suspected: int = 0  # times that the traffic looked like a leak
    wrong: tuple[str, ...] = ()  # where what came down is still served, copies among it
    trouble: str = ""  # why this look could not be finished


NOTHING = Ticked((), (), (), ())


def tick(governed: Governed, signers: Sequence[Signer], logs: Traffic | None = None) -> Ticked:
    """Look once, by the clock of the store: what is due comes down before anything else is looked at."""
    down: list[str] = []
    targets: list[str] = []
    wrong: list[str] = []
    for incident in _open(governed):
        if due := _due(governed, incident):
            taken, unreached = _take_down(governed, incident, due, signers)
            targets += taken
            wrong += unreached
            down += due
    received, suspected = _taken_in(governed, logs, wrong)
    pages = [room.page(governed.desk, incident.id) for incident in _open(governed)]
    respond.brief_all(governed)
    (governed.folder / WATCHED).touch(mode=0o600)
    paged = tuple(page for page in pages if page)
    return Ticked(received, tuple(down), tuple(targets), paged, suspected, tuple(wrong))


def _taken_in(governed: Governed, logs: Traffic | None, wrong: list[str]) -> tuple[tuple[str, ...], int]:
    """Messages and logs; what cannot be read stops neither the calls nor the next look, and is told."""
    received, suspected = list[str](), 0
    try:
        with suppress(OSError):  # a full disk of logs must not keep messages out
            respond.follow_logs(governed)
        taken = spool.take_spool(governed)
        received += taken.claims
        wrong += taken.wrong
        suspected = len(logs.look(governed)) if logs else 0
    except ClerestoryError as error:
        wrong.append(f"not everything was taken in: {error}")
    except (OSError, ValueError) as error:
        wrong.append(f"not everything was taken in ({type(error).__name__})")
    return tuple(received), suspected


def _open(governed: Governed) -> list[Incident]:
    with governed.desk.store.reading() as look:
        return [each for each in happenings.every(look) if each.is_open]


def keep_watch(
    open_: Callable[[], Governed],
    signers: Sequence[Signer],
    tell: Callable[[Ticked], None],
    rounds: int | None = None,
    logs: Traffic | None = None,
) -> None:
    """Look every few seconds, until stopped.

    Only the first look must succeed: a store that is away for a moment later is told of, and must not mean that
    nothing comes down by itself any more.
    """
    before, ticked, done = NOTHING, tick(open_(), signers, logs), 1
    while True:
        if ticked != NOTHING and not (ticked.trouble and ticked == before):
            tell(ticked)
        if done == rounds:
            return
        time.sleep(EVERY)
        before, ticked, done = ticked, _looked(open_, signers, logs), done + 1


def _looked(open_: Callable[[], Governed], signers: Sequence[Signer], logs: Traffic | None) -> Ticked:
    try:
        return tick(open_(), signers, logs)
    except ClerestoryError as error:
        return replace(NOTHING, trouble=str(error))
    except OSError as error:
        return replace(NOTHING, trouble=f"{error.filename or 'a file'}: {error.strerror}")


def is_watched(governance: Path) -> bool:
    """Whether somebody keeps watch: without it nothing comes down by itself."""
    try:
        return time.time() - (governance / WATCHED).stat().st_mtime < ASLEEP.total_seconds()
    except OSError:
        return False


def targets_of(governed: Governed, collections: Sequence[str]) -> list[str]:
    """What has to come down so that nothing made from these collections is left: all, if they are all there are.

    A collection that the newest release does not have stops nothing else from coming down; where none is known, all does.
    """
    if set(collections) >= set(governed.project.collections):
        return [withdrawal.ALL]
    claims = takedown.claims_of(governed.places)
    lineage = claims[0].lineage if claims else {}
    targets = [f"data/{name}" for name in collections]
    return [each for each in targets if withdrawal.reached(lineage, each)] or [withdrawal.ALL]


def _due(governed: Governed, incident: Incident) -> list[str]:
    now: datetime = governed.desk.store.clock()
    live = respond.live_claims(governed, incident)
    return [each.id for each in incident.open_claims if each.id in live and timers.is_due(each, now)]


def _take_down(
    governed: Governed, incident: Incident, claims: Sequence[str], signers: Sequence[Signer]
) -> tuple[list[str], list[str]]:
    """Everything that is made from the claimed collections; what shares none of them stays up."""
    began_at = governed.desk.store.clock()
    collections = dict.fromkeys(name for each in claims for name in incident.claim(each).collections)
    targets = targets_of(governed, tuple(collections))
    done = [takedown.takedown(governed.places, each, WHY, signers, expiry.now()) for each in targets]
    response.came_down(governed.desk, incident.id, claims, targets, began_at)
    govern.settle(governed)
    return targets, _followed(governed, done, signers)


def _followed(governed: Governed, done: Sequence[Done], signers: Sequence[Signer]) -> list[str]:
    """What is still served somewhere, copies among it; it undoes nothing."""
    try:
        found = aftermath.follow(governed.places, done, signers)
    except ClerestoryError as error:
        return [str(error)]
    return [f"not copied: {each['error']}" for each in found.copied if "error" in each]
