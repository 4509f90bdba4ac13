"""Take a release or a dashboard off at once: one officer on call, no approval, no database, no network.

The notice is written first where this machine remembers whom it trusts, so that it outlives any
change of the published folder, then beside the release for every other server. Taking down what is
down already changes nothing. What was done waits in ``unlogged/`` until the audit log takes it over.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from securesystemslib.signer import Signer

from clerestory.acts.publish import Places, known_metadata
from clerestory.errors import InputError, UntrustedRelease
from clerestory.governance.signing import sign
from clerestory.public.watch import gone
from clerestory.public.watch.fetch import Fetch
from clerestory.release import layout, pins, trust, withdrawal
from clerestory.release.manifest import digest
from clerestory.release.withdrawal import Notice

UNLOGGED = "unlogged"


@dataclass(frozen=True)
class Done:
    """What was taken off: the notice, whether it was off before, and every signed path below it."""

    notice: Notice
    was_down: bool
    paths: tuple[str, ...]


def takedown(places: Places, target: str, reason: str, signers: Sequence[Signer], now: datetime) -> Done:
    """Take ``target`` off: ``all``, a dashboard (and all that shares its collections), or a release."""
    if not reason.strip():
        raise InputError("say why: --reason takes a sentence")
    claims = _claims(places)
    notice = _notice(target, reason, claims, now, _last_version(places))
    paths = tuple(path for path in claims[0].paths if notice.reaches(path, claims[0].version))
    if any(known.includes(notice) for known in pins.notices(places.trust).values()):
        return Done(notice, was_down=True, paths=paths)
    content = _signed(notice, signers, places)
    name = f"{digest(content)[:16]}.json"
    pins.write_notice(places.trust / withdrawal.FOLDER, name, content)
    pins.write_notice(places.published / layout.METADATA / withdrawal.FOLDER, name, content)
    _leave_for_the_log(places, notice, reason, content, _collections(notice, claims[0]))
    return Done(notice, was_down=False, paths=paths)


def verify_outside(done: Done, fetch: Fetch) -> tuple[str, ...]:
    """The paths that the world is still served after a moment; none is what we want."""
    return gone.still_there(fetch, done.paths)


def _claims(places: Places) -> list[trust.Claim]:
    """What the published statement, and those before it, say they are; in an emergency unverified."""
    with layout.opened(places.published) as folder:
        metadata = layout.read_metadata(folder)
    root = pins.read(places.trust).root
    names = [trust.TARGETS, *(name for name in metadata if name.startswith(f"{pins.HISTORY}/"))]
    return [trust.claimed(metadata[name], root) for name in names if name in metadata]


def _last_version(places: Places) -> int:
    """The highest version that exists, staged or published: a publication under way is reached too."""
    return sign.version_after(trust.TARGETS, [*known_metadata(places), _staged(places)]) - 1


def _staged(places: Places) -> dict[str, bytes]:
    path = places.staged / layout.METADATA / trust.TARGETS
    return {trust.TARGETS: path.read_bytes()} if path.is_file() else {}


def _notice(target: str, reason: str, claims: Sequence[trust.Claim], now: datetime, last: int) -> Notice:
    at, why = now.isoformat(), digest(reason.encode())
    if target == withdrawal.ALL:
        return Notice(target, ("",), last, at, why)
    for claim in claims:
        if target in (claim.release, str(claim.version)):
            through = last if claim is claims[0] else claim.version
            return Notice(target, ("",), through, at, why)
    prefixes = withdrawal.reached(claims[0].lineage, target)
    if prefixes is None:
        known = ", ".join(sorted(prefix[:-1] for prefix in claims[0].lineage if prefix.count("/") == 1))
        raise InputError(
            f"{target}: neither a release nor a dashboard; there is: all, {claims[0].release}, {known}"
        )
    return Notice(target, prefixes, last, at, why)


def _signed(notice: Notice, signers: Sequence[Signer], places: Places) -> bytes:
    signatures = [signer.sign(withdrawal.payload(notice)) for signer in signers]
    content = withdrawal.to_bytes(notice, {each.keyid: each.signature for each in signatures})
    withdrawal.verify(content, pins.read(places.trust).root)
    return content


def _collections(notice: Notice, claim: trust.Claim) -> list[str]:
    """The collections behind what is taken off."""
    reached = (of for prefix, of in claim.lineage.items() if prefix.startswith(notice.prefixes))
    return sorted({collection for of in reached for collection in of})


def _leave_for_the_log(
    places: Places, notice: Notice, reason: str, content: bytes, collections: Sequence[str]
) -> None:
    _, signers = withdrawal.verify(content, pins.read(places.trust).root)
    folder = places.trust.parent / UNLOGGED
    folder.mkdir(mode=0o700, exist_ok=True)
    entry = {
        "act": "takedown",
        "target": notice.target,
        "reason": reason,
        "notice": digest(content),
        "at": notice.at,
        "by": signers[0].officer,
        "collections": list(collections),
    }
    path = folder / f"{notice.at.replace(':', '')}-{digest(content)[:8]}.json"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(entry, file)


def served_address(places: Places) -> str | None:
    """Where a server on this machine said that it serves this publication."""
    try:
        return str(json.loads(beacon(places).read_bytes())["address"])
    except (OSError, ValueError, KeyError):
        return None


def beacon(places: Places) -> Path:
    """The file in which a running server leaves its address."""
    return places.published.parent / f".{places.published.name}.served"


def check_done(still_there: Sequence[str]) -> None:
    """Say so if the world is still served anything that was taken off."""
    if still_there:
        raise UntrustedRelease(
            f"{still_there[0]} and {len(still_there) - 1} more are still served; stop the server or cut its network"
        )
