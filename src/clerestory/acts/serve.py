"""Serve a published release; where this machine holds the online keys, keep its timestamp fresh.

The keys stay in this process. The workers that talk to strangers are started apart, without them.
"""

import threading
from collections.abc import Callable
from datetime import datetime

from clerestory.acts import publish
from clerestory.errors import ClerestoryError, InputError
from clerestory.governance.signing import expiry, online
from clerestory.public.server import run
from clerestory.public.server.log import Log
from clerestory.public.server.shelf import Publication
from clerestory.release import layout, pins, trust


def serve(places: publish.Places, listen: run.Listen, ready: Callable[[str], None]) -> None:
    """Serve until told to stop; a release that is not trusted is refused before anything listens."""
    if not places.published.is_dir():
        raise InputError(
            f"{places.published}: nothing is published there; run `clerestory release publish` first"
        )
    is_renewing = online.are_here(places.keys)
    if is_renewing:
        publish.renew(places, expiry.now())
    check(places, expiry.now())
    over = threading.Event()
    if is_renewing:
        threading.Thread(target=_keep_fresh, args=(places, over), daemon=True).start()
    try:
        run.run(Publication(places.published, places.trust), listen, ready)
    finally:
        over.set()


def check(places: publish.Places, now: datetime) -> trust.Statement:
    """The statement of the published release, or why it is not trusted."""
    pinned = pins.read(places.trust)
    with layout.opened(places.published) as folder:
        return trust.trusted(layout.read_metadata(folder), pinned.root, now, pinned.seen)


def _keep_fresh(places: publish.Places, over: threading.Event) -> None:
    while not over.wait(expiry.RENEW_AFTER.total_seconds()):
        try:
            publish.renew(places, expiry.now())
        except ClerestoryError as error:
            Log().error("timestamp not renewed", reason=str(error))
