"""The acts of a key ceremony: propose the next root of trust, sign it, put it in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from clerestory.acts import publish
from clerestory.acts.places import Places
from clerestory.errors import ClerestoryError, InputError
from clerestory.governance.signing import keys, rotation
from clerestory.release import manifest, pins, trust

PROPOSED = "proposed.json"  # beside the roots; never published


@dataclass(frozen=True)
class Rotated:
    """How far the next root is: ``missing`` signatures, or in force; why nothing was renewed."""

    version: int
    fingerprint: str
    missing: int
    not_renewed: str = ""


def propose(
    places: Places, add: Sequence[Path], remove: Sequence[str], now: datetime, signatures: Sequence[str] = ()
) -> Rotated:
    """Write the next root for the custodians to sign; key files are read for their public part only.

    Where there is none yet it is the first: ``signatures`` are the roles that must all sign a release.
    """
    holders = [(keys.holder_of(path), keys.public_key(path)) for path in add]
    change = rotation.Change(
        add=tuple((holder, key) for holder, key in holders if holder.role not in rotation.ONLINE),
        remove=tuple(remove),
        online={holder.role: key for holder, key in holders if holder.role in rotation.ONLINE},
    )
    current = None if signatures and is_first(places) else pins.read(places.trust).root
    proposed = (
        rotation.next_root(current, change, now) if current else rotation.first_root(change, signatures, now)
    )
    places.trust.mkdir(parents=True, exist_ok=True)
    pins.write(places.trust / PROPOSED, proposed)
    return _so_far(places, proposed)


def is_first(places: Places) -> bool:
    """Whether no root of trust was ever in force here."""
    return not (places.trust / trust.ROOT).is_file()


def add_custodian(places: Places, key: Path, passphrase: str, now: datetime) -> Rotated:
    """One custodian signs; with enough signatures the root is in force, and the publication renewed under it."""
    current = _in_force(places)
    signed = rotation.with_custodian(_proposed(places), current, keys.open_key(key, passphrase))
    pins.write(places.trust / PROPOSED, signed)
    rotated = _so_far(places, signed)
    return rotated if rotated.missing else _put_in_force(places, signed, rotated, now)


def signed_by(places: Places, officer: str) -> tuple[str, ...]:
    """The releases, the newest first, that bear a good signature of that person: what a thief could have signed."""
    root = pins.read(places.trust).root
    signed = [
        trust.claimed(content, root)
        for _, content in sorted(pins.history(places.trust).items(), reverse=True)
        if officer in {each.officer for each in trust.signed_by(content, root)}
    ]
    return tuple(f"{claim.release} (version {claim.version})" for claim in signed)


def _put_in_force(places: Places, root: bytes, rotated: Rotated, now: datetime) -> Rotated:
    pins.write(places.trust / f"{rotated.version}.{trust.ROOT}", root)
    pins.write(places.trust / trust.ROOT, root)
    (places.trust / PROPOSED).unlink()
    if not places.published.is_dir():
        return rotated
    try:
        publish.renew(places, now)
    except ClerestoryError as error:
        return Rotated(rotated.version, rotated.fingerprint, 0, str(error))
    return rotated


def _in_force(places: Places) -> bytes | None:
    return None if is_first(places) else pins.read(places.trust).root


def _proposed(places: Places) -> bytes:
    try:
        return (places.trust / PROPOSED).read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"{places.trust / PROPOSED}: nothing was proposed; run `clerestory keys propose` first"
        ) from None


def _so_far(places: Places, proposed: bytes) -> Rotated:
    left = rotation.missing(proposed, _in_force(places))
    return Rotated(trust.version(proposed), manifest.digest(proposed), left)
