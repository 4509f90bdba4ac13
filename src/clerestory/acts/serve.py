"""Serve a published release; where this machine holds the online keys, keep its timestamp fresh.

The keys stay in this process. The workers that talk to strangers are started apart, without them.
"""

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from clerestory.acts import publish, takedown
from clerestory.acts.places import Places
from clerestory.errors import ClerestoryError, InputError
from clerestory.governance.signing import expiry, online
from clerestory.public.server import run
from clerestory.public.server.log import Log
from clerestory.public.server.shelf import Publication
from clerestory.release import layout, pins, trust

LOOK = 30.0  # seconds between two looks at the timestamp's age
ORPHANED = 0.5  # seconds between two looks for the process that started this one


def serve(places: Places, listen: run.Listen, ready: Callable[[str], None]) -> None:
    """Serve until told to stop; a release that is not trusted is refused before anything listens."""
    if not places.published.is_dir():
        raise InputError(
            f"{places.published}: nothing is published there; run `clerestory release publish` first"
        )
    over = threading.Event()
    if online.are_here(places.keys):
        _renew_if_due(places)
        threading.Thread(target=_keep_fresh, args=(places, over), daemon=True).start()
    check(places, expiry.now())
    try:
        run.run(
            Publication(places.published, places.trust),
            listen,
            lambda address: _ready(places, address, ready),
        )
    finally:
        over.set()
        takedown.beacon(places).unlink(missing_ok=True)


def end_with(starter: int) -> None:
    """End this process when the one that started it is gone: what was killed leaves no server behind."""

    def watch() -> None:
        while os.getppid() == starter:
            time.sleep(ORPHANED)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="starter", daemon=True).start()


def check(places: Places, now: datetime) -> trust.Statement:
    """The statement of the published release, or why it is not trusted."""
    pinned = pins.read(places.trust)
    with layout.opened(places.published) as folder:
        return trust.trusted(layout.read_metadata(folder), pinned.root, now, pinned.seen)


def _ready(places: Places, address: str, ready: Callable[[str], None]) -> None:
    """Leave the address where a takedown on this machine finds it, then tell it."""
    with suppress(OSError):
        pins.write(takedown.beacon(places), json.dumps({"address": address}).encode())
    ready(address)


def _keep_fresh(places: Places, over: threading.Event) -> None:
    """By the clock on the wall: a machine that slept renews when it wakes."""
    while not over.wait(LOOK):
        _renew_if_due(places)


def _renew_if_due(places: Places) -> None:
    """A renewal that fails is logged; the timestamp there is good for some hours yet, or is refused."""
    try:
        with layout.opened(places.published) as folder:
            age = expiry.TIMESTAMP - (
                trust.expires_at(layout.read_metadata(folder), trust.TIMESTAMP) - expiry.now()
            )
        if age >= expiry.RENEW_AFTER:
            publish.renew(places, expiry.now())
    except ClerestoryError as error:
        Log().error("timestamp not renewed", reason=str(error))
