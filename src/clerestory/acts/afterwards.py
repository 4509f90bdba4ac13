"""After a publication: the probe from outside, on record; what fails it is withdrawn by machine.

That it is owed stands in a file from before the publication until it was done, so that a crash in between
does not lose it: whoever opens the store next does it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from clerestory.acts import copy, outside, underway
from clerestory.acts.outside import Passed
from clerestory.acts.places import Places
from clerestory.errors import Refused
from clerestory.governance.office import publication
from clerestory.governance.office.desk import Desk
from clerestory.governance.signing import expiry
from clerestory.release import pins


def owe(places: Places, request: str) -> None:
    """From here on a probe is owed for that request."""
    pins.write(_owed(places), request.encode())


def owes(places: Places) -> str:
    """The request for which a probe is owed, if any."""
    try:
        return _owed(places).read_text()
    except FileNotFoundError:
        return ""


def forget(places: Places) -> None:
    """Nothing was published: no probe is owed."""
    _owed(places).unlink(missing_ok=True)


def probe(places: Places, desk: Desk, request: str, site: str = "") -> Passed:
    """Probe what is served, record it, withdraw it if it failed; ``Refused`` then."""
    with _alone(places) as is_ours:
        if not is_ours:  # somebody else is at it
            return Passed(site)
        passed = outside.probe(places, site, expiry.now())
        _record(places, desk, request, passed, expiry.now())
        forget(places)
    if passed.why:
        raise Refused(
            f"the probe from outside failed, and the release was withdrawn by machine: {passed.why}"
        )
    return passed


def _record(places: Places, desk: Desk, request: str, passed: Passed, now: datetime) -> None:
    """First off, then on record."""
    if passed.why:
        outside.take_back(places, f"the probe after publishing failed: {passed.why}", now)
    publication.probed(desk, request, asdict(passed), passed=not passed.why)
    if passed.why:
        copy.copy_to_all(places, (), now)


@contextmanager
def _alone(places: Places) -> Iterator[bool]:
    """Whether nobody else probes at this moment."""
    descriptor = os.open(_owed(places).with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield underway.is_locked(descriptor)
    finally:
        os.close(descriptor)


def _owed(places: Places) -> Path:
    return places.published.parent / f".{places.published.name}.probe-owed"
