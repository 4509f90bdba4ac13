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

from clerestory.acts import copy, govern, respond, takedown
from clerestory.acts.govern import Governed
from clerestory.acts.streaming import Traffic
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
    trouble: str = ""  # why this look could not be finished


NOTHING = Ticked((), (), (), ())


def tick(governed: Governed, signers: Sequence[Signer], logs: Traffic | None = None) -> Ticked:
    """Look once, by the clock of the store: what is due comes down before anything else is looked at."""
    down: list[str] = []
    targets: list[str] = []
    for incident in _open(governed):
        if due := _due(governed, incident):
            targets += _take_down(governed, incident, due, signers)
            down += due
    with suppress(OSError):  # a full disk of logs must not keep messages out
        respond.follow_logs(governed)
    suspected = len(logs.look(governed)) if logs else 0
    received = tuple(each.received.claim for each in respond.take_spool(governed))
    pages = [room.page(governed.desk, incident.id) for incident in _open(governed)]
    respond.brief_all(governed)
    (governed.folder / WATCHED).touch(mode=0o600)
    paged = tuple(page for page in pages if page)
    return Ticked(received, tuple(down), tuple(targets), paged, suspected)


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
    """What has to come down so that nothing made from these collections is left: all, if they are all there are."""
    whole = set(collections) >= set(governed.project.collections)
    return [withdrawal.ALL] if whole else [f"data/{name}" for name in collections]


def _due(governed: Governed, incident: Incident) -> list[str]:
    now: datetime = governed.desk.store.clock()
    live = respond.live_claims(governed, incident)
    return [each.id for each in incident.open_claims if each.id in live and timers.is_due(each, now)]


def _take_down(
    governed: Governed, incident: Incident, claims: Sequence[str], signers: Sequence[Signer]
) -> list[str]:
    """Everything that is made from the claimed collections; what shares none of them stays up."""
    began_at = governed.desk.store.clock()
    collections = dict.fromkeys(name for each in claims for name in incident.claim(each).collections)
    targets = targets_of(governed, tuple(collections))
    for target in targets:
        takedown.takedown(governed.places, target, WHY, signers, expiry.now())
    response.came_down(governed.desk, incident.id, claims, targets, began_at)
    govern.settle(governed)
    copy.copy_to_all(governed.places, (), expiry.now())
    return targets
