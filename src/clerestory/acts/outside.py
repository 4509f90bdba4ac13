"""Look at what was just published as a stranger sees it, and take it back if that is not what was signed.

The machine takes back alone: the notice is signed with the online key, which can stop a site anyway by
no longer renewing it, and can publish nothing.
"""

import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from clerestory.acts import rehearsal, takedown, watch
from clerestory.acts.places import Places
from clerestory.acts.verify import Pin
from clerestory.errors import ClerestoryError, UntrustedRelease
from clerestory.governance.signing import online
from clerestory.public.watch import fetch
from clerestory.public.watch.look import METADATA
from clerestory.public.watch.visitor import Visitor
from clerestory.release import layout, trust

PATIENCE = 15.0  # seconds until a server shows the new release
PAUSE = 0.1
SHOWN = 3


@dataclass(frozen=True)
class Passed:
    """What the probe from outside found; ``why`` is empty if all is as signed."""

    site: str
    asked: int = 0
    why: str = ""


def probe(places: Places, site: str, now: datetime) -> Passed:
    """Ask the site for everything: the one given, the one served from here, or one that is served for this."""
    with ExitStack() as stack:
        try:
            address = site or _served(places) or stack.enter_context(rehearsal.served(places))
            _wait_until_shown(places, address)
            seen = watch.look_once(watch.Watched(address, Pin(remembered=places.trust)), now)
        except ClerestoryError as error:
            return Passed(site, why=f"nobody could look: {error}")
    drift = [f"{each.address} {each.what}" for each in seen.findings if each.is_drift]
    more = f"; and {len(drift) - SHOWN} more" if len(drift) > SHOWN else ""
    return Passed(address, seen.asked, "; ".join(drift[:SHOWN]) + more)


def take_back(places: Places, why: str, now: datetime) -> takedown.Done:
    """The published release answers 410 from now on; a newer one can come through the whole gate."""
    with online.opened(places.keys) as signers:
        return takedown.takedown(places, published_version(places), why, [signers.snapshot], now)


def published_version(places: Places) -> str:
    """The number of what is published."""
    with layout.opened(places.published) as folder:
        return str(trust.version(layout.read_metadata(folder)[trust.TARGETS]))


def _served(places: Places) -> str | None:
    """The address of the server on this machine, if one that was told of answers there."""
    address = takedown.served_address(places)
    if address is None:
        return None
    visitor = Visitor(address)
    try:
        visitor.ask(f"{METADATA}/{trust.TARGETS}", layout.LARGEST_METADATA)
    except ClerestoryError:
        return None  # it was killed, and its word stayed behind
    finally:
        visitor.close()
    return address


def _wait_until_shown(places: Places, address: str) -> None:
    """Servers take over a new release a moment after it is there."""
    wanted, until = published_version(places), time.monotonic() + PATIENCE
    fetched = fetch.from_site(address)
    while time.monotonic() < until:
        content = fetched(f"{METADATA}/{trust.TARGETS}", layout.LARGEST_METADATA)
        if content is not None and str(trust.version(content)) == wanted:
            return
        time.sleep(PAUSE)
    raise UntrustedRelease(f"{address}: does not show version {wanted} after {PATIENCE:.0f} s")
