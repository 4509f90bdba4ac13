"""Sign a bundle: officers sign the targets, the publishing machine the snapshot and the timestamp.

Pure: manifests, keys and earlier versions in, metadata bytes out. An officer's signature is
appended to what others signed before, and only to the very same targets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from securesystemslib.signer import Signer
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization import DeserializationError

from clerestory.errors import SigningError
from clerestory.governance.signing import expiry
from clerestory.release import manifest, trust


@dataclass(frozen=True)
class About:
    """What a release is, beside its files: ``lineage`` names the collections behind each address.

    A key is a path, or what paths begin with if it ends with a slash: ``ccw/``, ``data/ccw/``.
    """

    release: str
    lineage: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def unsigned_targets(files: manifest.Manifest, about: About, version: int, now: datetime) -> bytes:
    """The statement that officers are asked to sign: every file with its digest and size."""
    listing = manifest.to_bytes(files)
    targets = Targets(version=version, expires=now + expiry.TARGETS)
    for entry in (*files.files, manifest.entry(manifest.MANIFEST, listing)):
        targets.targets[entry.path] = TargetFile(entry.size, {"sha256": entry.sha256}, entry.path)
    targets.unrecognized_fields[trust.RELEASE] = {
        "id": about.release,
        "bundle": manifest.bundle_digest(files),
        "lineage": {page: list(of) for page, of in sorted(about.lineage.items())},
    }
    return Metadata(targets).to_bytes()


def with_signature(targets: bytes, signer: Signer, root: bytes) -> bytes:
    """The same targets with one officer's signature more; a key that the root does not name is refused."""
    metadata = _targets(targets)
    if signer.public_key.keyid not in root_of(root).signed.roles["targets"].keyids:
        raise SigningError("targets.json: the root of trust does not let this key sign releases")
    metadata.sign(signer, append=True)
    return metadata.to_bytes()


def snapshot(
    targets: bytes, others: Mapping[str, bytes], version: int, signer: Signer, now: datetime
) -> bytes:
    """Fix which targets are meant, and every byte of what lies beside them (roots, earlier statements)."""
    meta = {name: MetaFile.from_data(1, content, ["sha256"]) for name, content in sorted(others.items())}
    meta[trust.TARGETS] = MetaFile.from_data(_targets(targets).signed.version, targets, ["sha256"])
    return _signed(Metadata(Snapshot(version=version, expires=now + expiry.SNAPSHOT, meta=meta)), signer)


def timestamp(snapshot_: bytes, version: int, signer: Signer, now: datetime) -> bytes:
    """Say that this snapshot is the newest, today."""
    number = Metadata[Snapshot].from_bytes(snapshot_).signed.version
    meta = MetaFile.from_data(number, snapshot_, ["sha256"])
    content = Timestamp(version=version, expires=now + expiry.TIMESTAMP, snapshot_meta=meta)
    return _signed(Metadata(content), signer)


def version_after(part: str, known: Sequence[Mapping[str, bytes]]) -> int:
    """One more than the highest version of that part in any of these sets of metadata.

    A snapshot tells the version of targets that may no longer be there themselves.
    """
    found = [version_of(metadata[part]) for metadata in known if part in metadata]
    if part == trust.TARGETS:
        found += [
            _fixed_targets(metadata[trust.SNAPSHOT]) for metadata in known if trust.SNAPSHOT in metadata
        ]
    return 1 + max(found, default=0)


def version_of(content: bytes) -> int:
    """The version that this metadata states."""
    try:
        return Metadata.from_bytes(content).signed.version
    except DeserializationError:
        raise SigningError("this is not signed metadata; nothing was signed") from None


def _fixed_targets(snapshot_: bytes) -> int:
    return Metadata[Snapshot].from_bytes(snapshot_).signed.meta[trust.TARGETS].version


def _signed(metadata: Metadata[Snapshot] | Metadata[Timestamp], signer: Signer) -> bytes:
    metadata.sign(signer)
    return metadata.to_bytes()


def _targets(content: bytes) -> Metadata[Targets]:
    try:
        return Metadata[Targets].from_bytes(content)
    except DeserializationError:
        raise SigningError("targets.json: this is not a statement that can be signed") from None


def root_of(content: bytes) -> Metadata[Root]:
    """A root of trust, as it lies there, with its signatures."""
    try:
        return Metadata[Root].from_bytes(content)
    except DeserializationError:
        raise SigningError("this is not a root of trust; restore it from its copy") from None
