"""Verify a whole release: every byte that lies there is what was signed, and nothing else lies there.

``verify`` is the strict rule for a release that is to be trusted as a whole (before publishing, and
for ``release verify``); ``judge`` finds *all* faults, one for each file, for the server, which
serves the files that are what was signed and none of the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from clerestory.errors import UntrustedRelease
from clerestory.release import layout, manifest, trust


class Fault(Enum):
    """What can be wrong with a file; the value is what the log says."""

    CHANGED = "not the bytes that were signed"
    MISSING = "signed, but not there"
    UNSIGNED = "there, but not signed"
    NOT_PLAIN = "not a plain file"
    UNREADABLE = "cannot be read"


@dataclass(frozen=True)
class VerifiedRelease:
    """A statement whose files are all what was signed."""

    statement: trust.Statement
    files: manifest.Manifest


def judge(content: bytes | None, signed: trust.Target | None) -> Fault | None:
    """What is wrong with one file: its bytes (``None``: absent) against what was signed of it."""
    if signed is None:
        return Fault.UNSIGNED
    if content is None:
        return Fault.MISSING
    unchanged = len(content) == signed.size and manifest.digest(content) == signed.sha256
    return None if unchanged else Fault.CHANGED


def verify(
    metadata: Mapping[str, bytes],
    site: Mapping[str, bytes],
    pinned: bytes,
    now: datetime,
    seen: Mapping[str, bytes] | None = None,
) -> VerifiedRelease:
    """Verify metadata and site; the first fault is refused by name."""
    statement = trust.trusted(metadata, pinned, now, seen)
    return verified(statement, frozenset(site), site.__getitem__)


def verified(
    statement: trust.Statement, paths: frozenset[str], read: Callable[[str], bytes]
) -> VerifiedRelease:
    """Verify the files at ``paths``, one at a time, against a trusted statement."""
    for path in sorted(paths | statement.targets.keys()):
        fault = judge(read(path) if path in paths else None, statement.targets.get(path))
        if fault is not None:
            raise UntrustedRelease(f"{path}: {fault.value}; publish the release again from its signed source")
    return VerifiedRelease(statement, listed(statement, read(manifest.MANIFEST)))


def listed(statement: trust.Statement, content: bytes) -> manifest.Manifest:
    """The manifest, after checking that it lists exactly what was signed."""
    files = manifest.from_bytes(content)
    told = {each.path: trust.Target(each.sha256, each.size) for each in files.files}
    signed = {path: of for path, of in statement.targets.items() if path != manifest.MANIFEST}
    if told != signed or manifest.digest(content) != statement.bundle:
        raise UntrustedRelease(f"{manifest.MANIFEST}: does not list what was signed; build the release again")
    return files


def verify_folder(
    published: Path, pinned: bytes, now: datetime, seen: Mapping[str, bytes] | None = None
) -> VerifiedRelease:
    """Verify a publication on the disk, strictly."""
    with layout.opened(published) as folder:
        statement = trust.trusted(layout.read_metadata(folder), pinned, now, seen)
        marks = folder.listing(layout.SITE)
        return verified(statement, frozenset(marks), lambda path: read_signed(folder, path, statement))


def read_signed(folder: layout.Folder, path: str, statement: trust.Statement) -> bytes:
    """Read no more than one byte over what was signed: a longer file is changed anyway."""
    signed = statement.targets.get(path)
    return folder.read_some(f"{layout.SITE}/{path}", (signed.size if signed else 0) + 1)
