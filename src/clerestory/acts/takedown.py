"""Take a release or a dashboard off at once: one officer on call, no approval, no database, no network.

The notice is written first where this machine remembers whom it trusts, so that it outlives any
change of the published folder, then beside the release for every other server. Taking down what is
down already changes nothing. What was done waits in ``unlogged/`` until the audit log takes it over.
On a full disk the room for both comes out of a reserve.
"""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from securesystemslib.signer import Signer

from clerestory.acts import reserve
from clerestory.acts.places import Places, known_metadata
from clerestory.errors import ClerestoryError, InputError, UntrustedRelease
from clerestory.governance.signing import sign
from clerestory.release import layout, pins, trust, whole, withdrawal
from clerestory.release.manifest import digest
from clerestory.release.withdrawal import Notice

if TYPE_CHECKING:  # the notice is written before anything is loaded that asks from outside
    from clerestory.public.watch.fetch import Fetch

UNLOGGED = "unlogged"


@dataclass(frozen=True)
class Done:
    """What was taken off: the notice, whether it was off before, every path of any release below it; what stays."""

    notice: Notice
    was_down: bool
    paths: tuple[str, ...]
    down: tuple[str, ...] = ()  # dashboards
    up: tuple[str, ...] = ()


def takedown(places: Places, target: str, reason: str, signers: Sequence[Signer], now: datetime) -> Done:
    """Take ``target`` off: ``all``, a dashboard (and all that shares its datasets), what shares a ``dataset:``,
    ``column:`` or ``configuration:``, or a release.
    """
    if not reason.strip():
        raise InputError("say why: --reason takes a sentence")
    claims = _claims(places)
    notice = _notice(target, reason, claims, now, _last_version(places, claims))
    reached = _reach(notice, claims)
    if any(known.includes(notice) for known in pins.notices(places.trust).values()):
        return Done(notice, was_down=True, **reached)
    content = _signed(notice, signers, places)
    _write(places, f"{digest(content)[:16]}.json", content)
    with suppress(OSError):  # a disk that takes nothing: the notice itself is found when the log is opened
        reserve.spend(places.trust, partial(_leave_for_the_log, places, content, reason))
    return Done(notice, was_down=False, **reached)


def claims_of(places: Places) -> list[trust.Claim]:
    """What was ever published, the newest first."""
    return _claims(places)


def reached_by(target: str, claims: Sequence[trust.Claim]) -> tuple[str, ...]:
    """The addresses that a takedown of ``target`` would take off now; nothing is done."""
    prefixes = ("",) if target == withdrawal.ALL else withdrawal.reached(claims[0].lineage, target) or ()
    return tuple(path for path in claims[0].paths if prefixes and path.startswith(tuple(prefixes)))


def _reach(notice: Notice, claims: Sequence[trust.Claim]) -> dict[str, tuple[str, ...]]:
    """Every path of the newest release that is taken off, and of earlier ones that is no longer there; dashboards."""
    if not claims:
        return {"paths": (), "down": (), "up": ()}
    newest, names = claims[0], withdrawal.dashboards(claims[0].lineage)
    there = frozenset(newest.paths)
    earlier = {
        path for claim in claims[1:] for path in claim.paths if path not in there and notice.covers(path)
    }
    now = {path for path in newest.paths if notice.reaches(path, newest.version)}
    down = tuple(name for name in names if notice.reaches(f"{name}/", newest.version))
    return {
        "paths": tuple(sorted(now | earlier)),
        "down": down,
        "up": tuple(x for x in names if x not in down),
    }


def _write(places: Places, name: str, content: bytes) -> None:
    """For this machine, then for every other; one of the two is enough for the server here."""
    refused = []
    for folder in (places.trust, places.published / layout.METADATA):
        try:
            reserve.spend(places.trust, partial(pins.write_notice, folder / withdrawal.FOLDER, name, content))
        except OSError as error:
            refused.append(f"{folder}: {error.strerror}")
    if len(refused) == 2:
        raise InputError(f"the notice could not be written ({'; '.join(refused)}); stop the server now")


def verify_outside(done: Done, fetch: "Fetch") -> tuple[str, ...]:
    """The paths that the world is still served after a moment; none is what we want."""
    from clerestory.public.server import answers
    from clerestory.public.watch import gone

    asked = (address for path in done.paths for address, _ in answers.addresses(path))
    return gone.still_there(fetch, tuple(dict.fromkeys(address.removeprefix("/") for address in asked)))


def _claims(places: Places) -> list[trust.Claim]:
    """What the published statement, and those before it, say they are, the newest first; in an emergency unverified."""
    found = {}
    for content in (*pins.history(places.trust).values(), *_published(places)):
        with suppress(ClerestoryError):
            claim = trust.stated(content)
            found[claim.version] = claim
    return [found[version] for version in sorted(found, reverse=True)]


def _published(places: Places) -> list[bytes]:
    """Every statement beside the site; none if it is no longer whole: then what this machine remembers is enough."""
    try:
        with layout.opened(places.published) as folder:
            metadata = layout.read_metadata(folder)
    except ClerestoryError:
        return []
    return [content for name, content in metadata.items() if name.endswith(trust.TARGETS)]


def _last_version(places: Places, claims: Sequence[trust.Claim]) -> int:
    """The highest version that exists, staged or published: a publication under way is reached too."""
    found = [claim.version for claim in claims]
    for read in (lambda: known_metadata(places), lambda: [_staged(places)]):
        with suppress(ClerestoryError):  # ruins state no version
            found.append(sign.version_after(trust.TARGETS, read()) - 1)
    return max(found, default=0)


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
    prefixes = withdrawal.reached(claims[0].lineage, target) if claims else None
    if prefixes is None:
        names = (claims[0].release, *withdrawal.dashboards(claims[0].lineage)) if claims else ()
        raise InputError(
            f"{target}: neither a release nor a dashboard; there is: {', '.join(('all', *names))}"
        )
    return Notice(target, prefixes, last, at, why)


def _signed(notice: Notice, signers: Sequence[Signer], places: Places) -> bytes:
    signatures = [signer.sign(withdrawal.payload(notice)) for signer in signers]
    content = withdrawal.to_bytes(notice, {each.keyid: each.signature for each in signatures})
    withdrawal.verify(content, pins.read(places.trust).root)
    return content


def _collections(notice: Notice, claims: Sequence[trust.Claim]) -> list[str]:
    """The datasets in question: those whose downloads are taken off; without any, those behind the pages."""
    of = claims[0].lineage if claims else {}
    reached = [prefix for prefix in of if prefix.startswith(notice.prefixes)]
    downloads = [prefix for prefix in reached if prefix.startswith("data/")]
    return sorted({name for prefix in downloads or reached for name in withdrawal.datasets(of[prefix])})


def entry_of(places: Places, content: bytes, reason: str) -> dict[str, object]:
    """What the audit log is told of a notice."""
    root = pins.read(places.trust).root
    try:
        notice, signers = withdrawal.verify(content, root)
        by = signers[0].officer
    except UntrustedRelease:  # signed under an earlier root; it was verified when it came
        notice, by = withdrawal.read(content), "somebody who was on call then"
    return {
        "act": "takedown",
        "target": notice.target,
        "reason": reason,
        "notice": digest(content),
        "at": notice.at,
        "by": by,
        "collections": _collections(notice, _claims(places)),
    }


def _leave_for_the_log(places: Places, content: bytes, reason: str) -> None:
    """In a file of its own, until whoever opens the store next takes it over."""
    folder = places.trust.parent / UNLOGGED
    folder.mkdir(mode=0o700, exist_ok=True)
    entry = entry_of(places, content, reason)
    path = folder / f"{str(entry['at']).replace(':', '')}-{digest(content)[:8]}.json"
    with whole.beside(path, [json.dumps(entry).encode()], whole.OWNER_ONLY) as (fresh, handle):
        os.fsync(handle)
        fresh.replace(path)


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
