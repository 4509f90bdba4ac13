"""Change who may sign: the next root of trust, signed by enough custodians of the one before.

Somebody joins, leaves, loses a key or has it stolen: each is a next root, one number higher, which
adds and removes keys. Two of three custodians sign it; readers follow from the root they pinned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from securesystemslib.signer import Signer, SSlibKey
from tuf.api.metadata import Metadata, Root

from clerestory.errors import SigningError
from clerestory.governance.signing import ceremony, expiry, keys
from clerestory.governance.signing.sign import root_of
from clerestory.release import trust
from clerestory.vocabulary.roles import by_different_people

ONLINE = ceremony.ONLINE_ROLES
OF_THREE = 2  # so many custodians sign the first root


@dataclass(frozen=True)
class Change:
    """Who comes and who goes; a person who is named in ``remove`` loses every key."""

    add: tuple[tuple[keys.Holder, SSlibKey], ...] = ()
    remove: tuple[str, ...] = ()
    online: Mapping[str, SSlibKey] = field(default_factory=dict)


def next_root(current: bytes, change: Change, now: datetime) -> bytes:
    """The root after this one, not signed yet."""
    root = root_of(current).signed
    root.version += 1
    root.expires = now + expiry.ROOT
    for officer in change.remove:
        _remove(root, officer)
    for holder, key in change.add:
        ceremony.give(root, holder, key)
    for role, key in change.online.items():
        _replace(root, role, key)
    _check(root)
    return Metadata(root).to_bytes()


def first_root(change: Change, signatures: Sequence[str], now: datetime) -> bytes:
    """The root of a publication that has none yet, not signed yet: of everybody who takes part in the ceremony."""
    online = tuple((keys.Holder(role, role), key) for role, key in change.online.items())
    if missing := [role for role in ONLINE if role not in change.online]:
        raise SigningError(
            f"nobody made the key of the {missing[0]}; add it: it stays with the machine that publishes"
        )
    root = ceremony.first_root((*change.add, *online), signatures, OF_THREE, now)
    _check(root)
    return Metadata(root).to_bytes()


def with_custodian(proposed: bytes, current: bytes | None, signer: Signer) -> bytes:
    """The same root with one custodian's signature more; only a custodian of either root may."""
    metadata = root_of(proposed)
    roots = [metadata.signed, *([root_of(current).signed] if current else [])]
    known = {keyid for root in roots for keyid in root.roles[Root.type].keyids}
    if signer.public_key.keyid not in known:
        raise SigningError("the next root: this is not the key of a custodian")
    metadata.sign(signer, append=True)
    return metadata.to_bytes()


def missing(proposed: bytes, current: bytes | None) -> int:
    """How many custodians must still sign."""
    metadata = root_of(proposed)
    before = root_of(current).signed if current else None
    result = metadata.signed.get_root_verification_result(before, metadata.signed_bytes, metadata.signatures)
    return max(result.first.missing, result.second.missing)


def _remove(root: Root, officer: str) -> None:
    beside = [root.unrecognized_fields.get(group, {}) for group in (trust.ON_CALL, trust.PEOPLE)]
    theirs = {
        keyid for keyid, key in root.keys.items() if key.unrecognized_fields.get(trust.OFFICER) == officer
    }
    for group in beside:
        theirs |= {keyid for keyid, key in group.items() if key.get(trust.OFFICER) == officer}
    if not theirs:
        raise SigningError(f"{officer}: holds no key in the root of trust; check the name")
    for keyid in theirs:
        for group in beside:
            group.pop(keyid, None)
        for role in ("targets", Root.type):
            if keyid in root.roles[role].keyids:
                root.revoke_key(keyid, role)


def _replace(root: Root, role: str, key: SSlibKey) -> None:
    if role not in ONLINE:
        raise SigningError(f"{role}: not an online key; these are {' and '.join(ONLINE)}")
    for keyid in tuple(root.roles[role].keyids):
        root.revoke_key(keyid, role)
    root.add_key(key, role)


def _check(root: Root) -> None:
    """Refuse a root after which nobody, or one person alone, could publish."""
    fields = [root.keys[keyid].unrecognized_fields for keyid in root.roles["targets"].keyids]
    asked = root.unrecognized_fields[trust.SIGNATURES]
    able = {
        role: [each.get(trust.OFFICER, "") for each in fields if each.get(trust.ROLE) == role]
        for role in asked
    }
    for role in asked:
        if not able[role]:
            raise SigningError(
                f"nobody would hold the role {role} any more; add a key for it in the same change"
            )
    if not by_different_people(asked, able):
        raise SigningError(
            "the roles that sign could not be held by different people; add another person's key"
        )
    if len(root.roles[Root.type].keyids) <= root.roles[Root.type].threshold:
        raise SigningError("too few custodians would be left; add another custodian's key in the same change")
