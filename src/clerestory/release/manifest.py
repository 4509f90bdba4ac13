"""The manifest: path, SHA-256, size and media type of every published file but itself.

Same files, same bytes: paths are sorted, nothing in it depends on time or place. The bundle's
digest, which approvals and signatures name, is the SHA-256 of the manifest.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import NewType

from clerestory.errors import InputError, UntrustedRelease
from clerestory.release.media import media_type

MANIFEST = "manifest.json"
FORM = "clerestory manifest 1"
RESERVED = ".well-known/clerestory/"  # the server's own addresses: health, signatures

Digest = NewType("Digest", str)


@dataclass(frozen=True)
class Entry:
    """One published file; ``path`` is below the web root, with ``/`` between its parts."""

    path: str
    sha256: Digest
    size: int
    media_type: str


@dataclass(frozen=True)
class Manifest:
    """Every file of a bundle but the manifest itself, sorted by path."""

    files: tuple[Entry, ...]

    @property
    def paths(self) -> frozenset[str]:
        """Every path that is listed."""
        return frozenset(entry.path for entry in self.files)


def digest(content: bytes) -> Digest:
    """SHA-256, in lower-case hexadecimal."""
    return Digest(hashlib.sha256(content).hexdigest())


def entry(path: str, content: bytes) -> Entry:
    """The manifest's line for one file."""
    if path.startswith(RESERVED):
        raise InputError(f"{path}: addresses below {RESERVED} are kept for the server; rename the file")
    return Entry(path, digest(content), len(content), media_type(path))


def manifest(files: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> Manifest:
    """The manifest of these files; one named ``manifest.json`` is left out."""
    pairs = files.items() if isinstance(files, Mapping) else files
    entries = (entry(path, content) for path, content in pairs if path != MANIFEST)
    return Manifest(tuple(sorted(entries, key=lambda each: each.path)))


def to_bytes(listed: Manifest) -> bytes:
    """The file ``manifest.json``."""
    content = {"form": FORM, "files": [asdict(each) for each in listed.files]}
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def from_bytes(content: bytes) -> Manifest:
    """Read ``manifest.json`` back; what ``to_bytes`` would not have written is refused."""
    try:
        read = json.loads(content)
        listed = Manifest(tuple(Entry(**each) for each in read["files"]))
    except (ValueError, KeyError, TypeError):
        raise UntrustedRelease(f"{MANIFEST}: this is not a manifest; build the release again") from None
    if to_bytes(listed) != content:
        raise UntrustedRelease(f"{MANIFEST}: not in the one form that is signed; build the release again")
    return listed


def bundle_digest(listed: Manifest) -> Digest:
    """What approvals and signatures name: it changes with any byte of any file."""
    return digest(to_bytes(listed))
