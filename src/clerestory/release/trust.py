"""Whom a release is trusted from: metadata bytes in, signed statement or ``UntrustedRelease`` out.

The client workflow of The Update Framework, from a pinned root, without a network or a disk:

 * the roots after the pinned one are each signed by two thirds of the one before and of their own;
 * timestamp, snapshot and targets are signed by the keys that the last root names, and unexpired;
 * no version is older than one that was already seen (rollback), nothing is mixed from two
   releases (the timestamp fixes the snapshot, the snapshot fixes the targets and all beside them);

and the rule that is ours: the targets are signed by *different people in every role that the root
asks for*. Two signatures of the same role, or of one person in two roles, are too few.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tuf.api.exceptions import EqualVersionNumberError, RepositoryError
from tuf.api.metadata import Metadata, Root, Targets, Timestamp

from clerestory.errors import UntrustedRelease
from clerestory.vocabulary.roles import by_different_people

if TYPE_CHECKING:
    from tuf.ngclient._internal.trusted_metadata_set import TrustedMetadataSet

ROOT, TIMESTAMP, SNAPSHOT, TARGETS = "root.json", "timestamp.json", "snapshot.json", "targets.json"

NOTICES = "withdrawn/"  # withdrawal notices: each is verified by itself, and may come at any time

# Fields of ours inside the signed metadata (the specification allows them).
OFFICER = "x-clerestory-officer"  # of a key in the root: whose it is
ROLE = "x-clerestory-role"  # of a key in the root: in which role they sign
SIGNATURES = "x-clerestory-signatures"  # of the root: the roles that must all sign the targets
ON_CALL = "x-clerestory-on-call"  # of the root: the keys of which one alone may take a release off
PEOPLE = "x-clerestory-people"  # of the root: the keys of those who decide, and neither sign nor take off
RELEASE = "x-clerestory-release"  # of the targets: id, bundle digest, lineage


# What begins with a path -> the datasets, columns and declarations that stand behind it.
Lineage = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Target:
    """What was signed of one file."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Signer:
    """Somebody whose signature on the targets is good."""

    officer: str
    role: str


@dataclass(frozen=True)
class Versions:
    """The number of each part; none of them ever goes down."""

    root: int
    timestamp: int
    snapshot: int
    targets: int


@dataclass(frozen=True)
class Statement:
    """What the officers signed: every file, and which release it is."""

    targets: Mapping[str, Target]
    release: str
    bundle: str
    lineage: Lineage
    signers: tuple[Signer, ...]
    versions: Versions
    expires_at: datetime  # the earliest expiry of all parts
    root: bytes  # the root that was trusted in the end


def trusted(
    metadata: Mapping[str, bytes], pinned: bytes, now: datetime, seen: Mapping[str, bytes] | None = None
) -> Statement:
    """Verify metadata against the pinned root and what was seen before."""
    chain = _from_pinned(pinned, now)
    root = _follow_roots(chain, metadata, pinned)
    for part in (TIMESTAMP, SNAPSHOT):
        _remember(chain, part, (seen or {}).get(part))
        _update(chain, part, metadata)
    _update(chain, TARGETS, metadata)
    _check_form(metadata[TIMESTAMP])
    _check_beside(chain, metadata)
    signers = _check_signers(chain.root, metadata[TARGETS])
    return _statement(chain, signers, root)


def version(content: bytes) -> int:
    """The version that a part claims (unverified)."""
    with _checked("metadata"):
        return Metadata.from_bytes(content).signed.version


@dataclass(frozen=True)
class Claim:
    """What targets say of themselves, and which roles of a root have signed it so far."""

    version: int
    release: str
    bundle: str
    paths: tuple[str, ...]
    lineage: Lineage
    roles: tuple[str, ...]


def stated(targets: bytes) -> Claim:
    """What targets say of themselves; whose signature they bear is not asked: an emergency does not wait for it."""
    with _checked(TARGETS):
        signed = json.loads(targets)["signed"]
        about = signed.get(RELEASE, {})
        return Claim(
            version=int(signed["version"]),
            release=str(about.get("id", "")),
            bundle=str(about.get("bundle", "")),
            paths=tuple(sorted(signed["targets"])),
            lineage=_lineage(about),
            roles=(),
        )


def claimed(targets: bytes, root: bytes) -> Claim:
    """Read targets that need not be trusted yet: staged ones, or those of an earlier release; whose signatures are good."""
    with _checked(TARGETS):
        signers = _good_signers(Metadata[Root].from_bytes(root).signed, targets)
        roles = tuple(sorted({signer.role for signer in signers}))
    return replace(stated(targets), roles=roles)


def signed_by(targets: bytes, root: bytes) -> tuple[Signer, ...]:
    """Whose signatures on targets are good by that root."""
    with _checked(TARGETS):
        return _good_signers(Metadata[Root].from_bytes(root).signed, targets)


def expires_at(metadata: Mapping[str, bytes], part: str) -> datetime:
    """When a part says that it expires (unverified)."""
    if part not in metadata:
        raise UntrustedRelease(f"{part}: missing; copy the whole folder of metadata")
    with _checked(part):
        return Metadata.from_bytes(metadata[part]).signed.expires


def asked_roles(root: bytes) -> tuple[str, ...]:
    """The roles that must all sign a release."""
    with _checked(ROOT):
        return tuple(Metadata[Root].from_bytes(root).signed.unrecognized_fields.get(SIGNATURES, ()))


@dataclass(frozen=True)
class PersonalKey:
    """A key with which somebody acts in their own name, and in which role it was given to them."""

    officer: str
    role: str
    public: Mapping[str, Any]


def personal_keys(root: bytes) -> Mapping[str, PersonalKey]:
    """Every person's key that a root names, by its id: of those who sign, are on call, or decide."""
    with _checked(ROOT):
        signed = Metadata[Root].from_bytes(root).signed
        found = {keyid: signed.keys[keyid].to_dict() for keyid in signed.roles[Targets.type].keyids}
        for group in (ON_CALL, PEOPLE):
            found |= signed.unrecognized_fields.get(group, {})
        return {keyid: _personal(key) for keyid, key in found.items()}


def _personal(key: Mapping[str, Any]) -> PersonalKey:
    public = {name: value for name, value in key.items() if name not in {OFFICER, ROLE}}
    return PersonalKey(str(key[OFFICER]), str(key[ROLE]), public)


def _from_pinned(pinned: bytes, now: datetime) -> "TrustedMetadataSet":
    # Private to python-tuf, and the only part of it that verifies bytes without reading files itself; pinned by
    # hash, and every rule above is attacked in tests (docs/adr/0003). Imported late: a takedown does not wait for it.
    from tuf.ngclient._internal.trusted_metadata_set import TrustedMetadataSet
    from tuf.ngclient.config import EnvelopeType

    with _checked("the pinned root"):
        chain = TrustedMetadataSet(pinned, EnvelopeType.METADATA)
    chain.reference_time = now
    return chain


def _follow_roots(chain: "TrustedMetadataSet", metadata: Mapping[str, bytes], pinned: bytes) -> bytes:
    last = pinned
    while (following := metadata.get(name := f"{chain.root.version + 1}.{ROOT}")) is not None:
        with _checked(name):
            chain.update_root(following)
        last = following
    return last


def _remember(chain: "TrustedMetadataSet", part: str, seen: bytes | None) -> None:
    """Load what was seen before: it may have expired, and then still guards against rollback."""
    if seen is None:
        return
    try:
        if part == TIMESTAMP:
            chain.update_timestamp(seen)
        else:
            chain.update_snapshot(seen, trusted=True)
    except (RepositoryError, ValueError):
        return


def _update(chain: "TrustedMetadataSet", part: str, metadata: Mapping[str, bytes]) -> None:
    if part not in metadata:
        raise UntrustedRelease(f"{part}: missing; copy the whole folder of metadata")
    load: dict[str, Callable[[bytes], object]] = {
        TIMESTAMP: chain.update_timestamp,
        SNAPSHOT: chain.update_snapshot,
        TARGETS: chain.update_targets,
    }
    with _checked(part), suppress(EqualVersionNumberError):
        load[part](metadata[part])


def _check_form(timestamp: bytes) -> None:
    """Hashes fix every byte of snapshot and targets; of the timestamp only this does."""
    read = Metadata[Timestamp].from_bytes(timestamp)
    is_lower = all(each.signature == each.signature.lower() for each in read.signatures.values())
    if read.to_bytes() != timestamp or not is_lower:
        raise UntrustedRelease(f"{TIMESTAMP}: not in the one form that is signed")


def _check_beside(chain: "TrustedMetadataSet", metadata: Mapping[str, bytes]) -> None:
    """Older roots and earlier statements: the snapshot fixes their bytes (notices are signed apart)."""
    for name in sorted(metadata.keys() - {TIMESTAMP, SNAPSHOT, TARGETS}):
        if name.startswith(NOTICES):
            continue
        if name not in chain.snapshot.meta:
            raise UntrustedRelease(f"{name}: there, but not signed; remove it")
        with _checked(name):
            chain.snapshot.meta[name].verify_length_and_hashes(metadata[name])


@contextmanager
def _checked(part: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # noqa: BLE001  (bytes of a stranger: whatever the parser trips over)
        raise UntrustedRelease(f"{part}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    if isinstance(error, RepositoryError):
        return str(error).rstrip(".").lower() if str(error) else "not what was signed"
    return "cannot be read as signed metadata"


def _check_signers(root: Root, content: bytes) -> tuple[Signer, ...]:
    signers = _good_signers(root, content)
    asked = root.unrecognized_fields.get(SIGNATURES, ())
    able = {role: [signer.officer for signer in signers if signer.role == role] for role in asked}
    missing = [role for role in asked if not able[role]]
    if not asked or missing:
        raise UntrustedRelease(
            f"{TARGETS}: not signed by the {' and the '.join(missing) or 'roles of the root'}"
        )
    if not by_different_people(asked, able):
        raise UntrustedRelease(f"{TARGETS}: one person signed in two roles; {len(asked)} people must sign")
    return signers


def _good_signers(root: Root, content: bytes) -> tuple[Signer, ...]:
    targets = Metadata[Targets].from_bytes(content)
    result = root.get_verification_result("targets", targets.signed_bytes, targets.signatures)
    return tuple(sorted({_signer(root, keyid) for keyid in result.signed}, key=lambda each: each.role))


def _signer(root: Root, keyid: str) -> Signer:
    fields = root.keys[keyid].unrecognized_fields
    return Signer(str(fields.get(OFFICER, keyid)), str(fields.get(ROLE, "")))


def _statement(chain: "TrustedMetadataSet", signers: tuple[Signer, ...], root: bytes) -> Statement:
    targets = chain.targets
    about = targets.unrecognized_fields.get(RELEASE, {})
    parts = (chain.root, chain.timestamp, chain.snapshot, targets)
    return Statement(
        targets={path: _target(path, file.hashes, file.length) for path, file in targets.targets.items()},
        release=str(about.get("id", "")),
        bundle=str(about.get("bundle", "")),
        lineage=_lineage(about),
        signers=signers,
        versions=Versions(*(part.version for part in parts)),
        expires_at=min(part.expires for part in parts),
        root=root,
    )


def _lineage(about: Mapping[str, Mapping[str, list[str]]]) -> dict[str, tuple[str, ...]]:
    return {prefix: tuple(collections) for prefix, collections in about.get("lineage", {}).items()}


def _target(path: str, hashes: Mapping[str, str], size: int) -> Target:
    if "sha256" not in hashes:
        raise UntrustedRelease(f"{TARGETS}: {path} is signed without a SHA-256")
    return Target(hashes["sha256"], size)
