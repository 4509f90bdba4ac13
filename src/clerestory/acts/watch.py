"""Watch a published site from outside, and take down what is not what was signed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from securesystemslib.signer import Signer

from clerestory.acts import copy, takedown, verify
from clerestory.acts.places import Places
from clerestory.public.watch import look
from clerestory.public.watch.findings import Finding
from clerestory.public.watch.look import Margins, Seen
from clerestory.public.watch.visitor import Visitor
from clerestory.release import manifest, pins, trust, withdrawal

WHY = "watching found something live that was not signed"


@dataclass(frozen=True)
class Watched:
    """Whom to trust, what this machine knows to be withdrawn, and how a site is reached."""

    address: str
    pin: verify.Pin
    authorities: Path | None = None


def look_once(watched: Watched, now: datetime, margins: Margins | None = None) -> Seen:
    """Look at everything once."""
    visitor = Visitor(watched.address, watched.authorities)
    try:
        trusted = look.Trusted(
            lambda metadata: verify.root_of(metadata, watched.pin),
            verify.seen_by(watched.pin),
            _known(watched.pin),
        )
        return look.look(visitor, trusted, now, margins or Margins())
    finally:
        visitor.close()


def take_down(
    places: Places, seen: Seen, signer: Callable[[], Signer], now: datetime
) -> tuple[takedown.Done, ...]:
    """Take down what drifted: the dashboards it is on with all that shares their data; else everything."""
    if not seen.has_drifted:
        return ()
    drifted = [each for each in seen.findings if each.is_drift]
    targets = _targets(seen.statement, drifted)
    done = tuple(takedown.takedown(places, target, WHY, [signer()], now) for target in targets)
    copy.copy_to_all(places, (), now)
    return done


def _targets(statement: trust.Statement | None, drifted: Iterable[Finding]) -> tuple[str, ...]:
    """The dashboards of these findings; everything, as soon as one is on none."""
    dashboards = {_dashboard(statement, look.path_of(each)) for each in drifted}
    return (withdrawal.ALL,) if None in dashboards else tuple(sorted(filter(None, dashboards)))


def _dashboard(statement: trust.Statement | None, path: str) -> str | None:
    names = withdrawal.dashboards(statement.lineage) if statement else ()
    return next((name for name in names if path.startswith(f"{name}/")), None)


def _known(pin: verify.Pin) -> tuple[withdrawal.Notice, ...]:
    return tuple(pins.notices(pin.remembered).values()) if pin.remembered else ()


def told(seen: Seen) -> dict[str, object]:
    """What one look saw, for programs."""
    statement = seen.statement
    return {
        "site": seen.address,
        "verdict": "drift" if seen.has_drifted else "clean",
        "release": statement.release if statement else "",
        "version": statement.versions.targets if statement else 0,
        "root": manifest.digest(statement.root) if statement else "",
        "expires_at": statement.expires_at.isoformat() if statement else "",
        "certificate_expires_at": seen.certificate_until.isoformat() if seen.certificate_until else "",
        "files": len(statement.targets) if statement else 0,
        "asked": seen.asked,
        "withdrawn": sorted({notice.target for notice in seen.notices}),
        "findings": [
            {"kind": each.kind.value, "address": each.address, "what": each.what, "drift": each.is_drift}
            for each in seen.findings
        ],
    }
