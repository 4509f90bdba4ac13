"""Verify a release as anybody can: in a folder, or on the site that the world is served.

Trust starts at a root that reached you on another way: its file, or its fingerprint.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from clerestory.errors import InputError, UntrustedRelease
from clerestory.public.watch.fetch import Fetch, from_site
from clerestory.public.watch.look import fetch_metadata
from clerestory.release import layout, manifest, pins, trust, verify


@dataclass(frozen=True)
class Pin:
    """Whom to trust: a root's file, or the SHA-256 of one, or what is remembered; nothing: the folder's own pin."""

    file: Path | None = None
    fingerprint: str = ""
    remembered: Path | None = (
        None  # a folder of what is trusted: also refuses what is older than what was seen
    )


def verify_release(place: str, pin: Pin, now: datetime) -> verify.VerifiedRelease:
    """Verify the release in a folder or at an address."""
    if "://" in place:
        return _verify_site(place, pin, now)
    return _verify_folder(Path(place).absolute(), pin, now)


def _verify_folder(folder: Path, pin: Pin, now: datetime) -> verify.VerifiedRelease:
    published = folder / "published" if (folder / "published").is_dir() else folder
    if not (published / layout.METADATA).is_dir():
        raise InputError(f"{folder}: nothing is published there; give a publication's folder or its address")
    own = published.parent / "trust"
    if pin == Pin() and (own / trust.ROOT).is_file():
        pin = Pin(remembered=own)
    with layout.opened(published) as opened:
        metadata = layout.read_metadata(opened)
    return verify.verify_folder(published, root_of(metadata, pin), now, seen_by(pin))


def _verify_site(address: str, pin: Pin, now: datetime) -> verify.VerifiedRelease:
    fetch = from_site(address)
    metadata = fetch_metadata(fetch)
    statement = trust.trusted(metadata, root_of(metadata, pin), now, seen_by(pin))
    return verify.verified(
        statement, frozenset(statement.targets), lambda path: _fetched(fetch, path, statement)
    )


def _fetched(fetch: Fetch, path: str, statement: trust.Statement) -> bytes:
    content = fetch(path, statement.targets[path].size)
    if content is None:
        raise UntrustedRelease(
            f"{path}: {verify.Fault.MISSING.value}; publish the release again from its signed source"
        )
    return content


def seen_by(pin: Pin) -> Mapping[str, bytes]:
    """What whoever verifies has seen before."""
    return pins.read(pin.remembered).seen if pin.remembered is not None else {}


def root_of(metadata: Mapping[str, bytes], pin: Pin) -> bytes:
    """The root that was given, or is remembered, or has the fingerprint given among those offered."""
    if pin.file is None and not pin.fingerprint and pin.remembered is not None:
        return pins.read(pin.remembered).root
    if pin.file is not None:
        try:
            return pin.file.read_bytes()
        except OSError as error:
            raise InputError(f"{pin.file}: cannot be read ({error.strerror})") from None
    offered = {
        manifest.digest(content): content for name, content in metadata.items() if name.endswith(trust.ROOT)
    }
    if pin.fingerprint:
        if pin.fingerprint.lower() in offered:
            return offered[manifest.Digest(pin.fingerprint.lower())]
        raise UntrustedRelease(
            "no root of trust offered here has that fingerprint; this is not the publisher's release"
        )
    first = metadata.get(f"1.{trust.ROOT}", metadata.get(trust.ROOT, b""))
    raise InputError(
        "which root do you trust? give --root FILE or --fingerprint SHA256 from the publisher"
        f" (here one is offered with fingerprint {manifest.digest(first)}; ask them whether it is theirs)"
    )
