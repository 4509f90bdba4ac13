"""Bring a built site to signature: list its files, then each officer signs the same statement."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from securesystemslib.signer import Signer

from clerestory.acts.places import Places, known_metadata
from clerestory.errors import InputError, SigningError
from clerestory.governance.signing import ceremony, keyfile, keys, sign
from clerestory.release import layout, manifest, pins, trust

if TYPE_CHECKING:  # a takedown does not wait for a project to be readable
    from clerestory.project.model import Project

find_any_key = keyfile.find_any


def prepare(places: Places, about: sign.About, now: datetime) -> manifest.Digest:
    """Write the manifest and the statement that officers are asked to sign; returns the bundle's digest."""
    if not (places.staged / layout.SITE).is_dir():
        raise InputError(
            f"{places.staged / layout.SITE}: no site was built; run `clerestory release build` first"
        )
    files = layout.write_manifest(places.staged / layout.SITE)
    version = sign.version_after(trust.TARGETS, known_metadata(places))
    metadata = places.staged / layout.METADATA
    metadata.mkdir(exist_ok=True)
    pins.write(metadata / trust.TARGETS, sign.unsigned_targets(files, about, version, now))
    return manifest.bundle_digest(files)


def is_prepared(places: Places) -> bool:
    """Whether a statement lies there for officers to sign."""
    return (places.staged / layout.METADATA / trust.TARGETS).is_file()


def prepare_release(places: Places, project: "Project", now: datetime) -> manifest.Digest:
    """The statement of the release that a project declares."""
    from clerestory.acts.lineage import lineage_of

    return prepare(places, sign.About(project.release.id, lineage_of(project)), now)


def add_signature(places: Places, signer: Signer) -> None:
    """One officer signs."""
    path = places.staged / layout.METADATA / trust.TARGETS
    try:
        targets = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: nothing to sign; run `clerestory release build` first") from None
    pins.write(path, sign.with_signature(targets, signer, pins.read(places.trust).root))


def sign_as_example(
    places: Places, about: sign.About, roles: tuple[str, ...], now: datetime
) -> manifest.Digest:
    """Prepare, and sign as one made-up officer of each role."""
    bundle = prepare(places, about, now)
    for role in roles:
        key = find_key(places.keys, None, role)
        add_signature(places, keys.open_key(key, ceremony.passphrase(places.keys, key)))
    return bundle


@dataclass(frozen=True)
class Signed:
    """How far the signing of a staged release is."""

    bundle: str
    roles: tuple[str, ...]
    missing: tuple[str, ...]


def signed_so_far(places: Places) -> Signed:
    """Which roles have signed the staged release, and which still must."""
    root = pins.read(places.trust).root
    claim = trust.claimed((places.staged / layout.METADATA / trust.TARGETS).read_bytes(), root)
    missing = tuple(role for role in trust.asked_roles(root) if role not in claim.roles)
    return Signed(claim.bundle, claim.roles, missing)


def find_key(folder: Path, officer: str | None, role: str | None) -> Path:
    """The one key of that officer, or in that role, below the folder of keys."""
    held = {path: keys.holder_of(path) for path in sorted((folder / ceremony.OFFICERS).glob("*.json"))}
    fits = [path for path, who in held.items() if officer in (None, who.officer) and role in (None, who.role)]
    if not fits:
        raise SigningError(
            f"{folder}: nobody like that holds a key ({officer or role}); hold the key ceremony first"
        )
    if officer is not None and len(fits) > 1:
        raise SigningError(f"{folder}: {officer} holds {len(fits)} keys; name the role")
    return fits[0]
