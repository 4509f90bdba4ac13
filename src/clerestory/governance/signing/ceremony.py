"""The key ceremony: who holds which key, written into a root of trust that two of three sign.

    KEYS/root/*.json        root keys, one a custodian: offline, needed only to change who may sign
    KEYS/officers/*.json    one a person and role: two of different roles sign every release; all sign what they do
    KEYS/online/*.json      snapshot and timestamp: with the machine that publishes
    TRUST/root.json         the public result, which servers and readers pin

In the example everybody is made up and the passphrases lie beside the keys; the file says so.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from securesystemslib.signer import Key, Signer
from tuf.api.metadata import Metadata, Root, Targets

from clerestory.errors import SigningError
from clerestory.governance.signing import expiry, keyfile, keys
from clerestory.release import trust
from clerestory.vocabulary.roles import by_different_people

if TYPE_CHECKING:  # a takedown does not wait for a project to be readable
    from clerestory.project.model import Person

ROOT, OFFICERS, ONLINE = "root", keyfile.OFFICERS, "online"
CUSTODIANS = ("custodian-1", "custodian-2", "custodian-3")
ONLINE_ROLES = ("snapshot", "timestamp")
ON_CALL_ROLES = keyfile.ON_CALL_ROLES
PASSPHRASES = keyfile.PASSPHRASES
passphrase = keyfile.passphrase
OWNER_ONLY_FOLDER = 0o700
PLAINLY = (
    "These keys and passphrases belong to made-up officers of an example. Anybody who can read this folder "
    "can sign in their names. In a real office each person keeps their own key and passphrase, and the root "
    "keys never touch a machine that is on a network."
)


@dataclass(frozen=True)
class Ceremony:
    """Who takes part: one holder for every officer's key, the roles that must all sign a release."""

    officers: tuple[keys.Holder, ...]
    signatures: tuple[str, ...]
    custodians: tuple[str, ...] = CUSTODIANS
    threshold: int = 2

    def of_signers(self) -> "Ceremony":
        """The same without those who do not sign releases."""
        return replace(self, officers=tuple(each for each in self.officers if each.role in self.signatures))


def ceremony_of(people: Sequence["Person"], signatures: tuple[str, ...]) -> Ceremony:
    """Every person of a project who signs, or is on call, gets one key a role; everybody else one key."""
    needed = {*signatures, *ON_CALL_ROLES}
    officers = [
        keys.Holder(who.id, role)
        for who in people
        for role in ([each for each in who.roles if each in needed] or who.roles[:1])
    ]
    return Ceremony(tuple(officers), signatures)


def check(ceremony: Ceremony) -> None:
    """Refuse a ceremony after which one person could publish alone, or nobody at all."""
    for role in ceremony.signatures:
        if not any(holder.role == role for holder in ceremony.officers):
            raise SigningError(f"nobody holds the role {role}; name a person for it in the project's people")
    able = {
        role: [each.officer for each in ceremony.officers if each.role == role]
        for role in ceremony.signatures
    }
    if len(able) < 2 or not by_different_people(ceremony.signatures, able):
        raise SigningError(
            "a release needs signatures of two people in two different roles; name another person"
        )
    if not 1 < ceremony.threshold < len(ceremony.custodians):
        raise SigningError(
            "of the root keys, more than one and fewer than all must sign; change the threshold"
        )


def hold_example(keys_folder: Path, trust_folder: Path, ceremony: Ceremony, now: datetime) -> bytes:
    """Make every key for made-up officers, sign the first root, pin it; returns the root."""
    check(ceremony)
    _make_folders(keys_folder)
    phrases: dict[str, str] = {}
    custodians = {
        keys.Holder(name, Root.type): _made(keys_folder / ROOT, keys.Holder(name, Root.type), phrases)
        for name in ceremony.custodians
    }
    officers = {holder: _made(keys_folder / OFFICERS, holder, phrases) for holder in ceremony.officers}
    online = {
        keys.Holder(role, role): _made(keys_folder / ONLINE, keys.Holder(role, role), phrases)
        for role in ONLINE_ROLES
    }
    keys.write_new(keys_folder / PASSPHRASES, _passphrase_file(phrases))
    held = [(holder, signer.public_key) for holder, signer in (custodians | officers | online).items()]
    unsigned = first_root(held, ceremony.signatures, ceremony.threshold, now)
    root = signed_root(unsigned, list(custodians.values()))
    trust_folder.mkdir(parents=True, exist_ok=True)
    for name in (f"1.{trust.ROOT}", trust.ROOT):
        keys.write_new(trust_folder / name, root, mode=0o644)
    return root


def first_root(
    held: Sequence[tuple[keys.Holder, Key]], signatures: Sequence[str], threshold: int, now: datetime
) -> Root:
    """Version 1 of the root of trust, for its custodians to sign: every key of those who take part."""
    root = Root(expires=now + expiry.ROOT, consistent_snapshot=False)
    root.unrecognized_fields |= {trust.SIGNATURES: list(signatures), trust.ON_CALL: {}, trust.PEOPLE: {}}
    for holder, public in held:
        give(root, holder, public)
    root.roles[Root.type].threshold = threshold
    root.roles[Targets.type].threshold = len(signatures)
    return root


def give(root: Root, holder: keys.Holder, public: Key) -> None:
    """Name somebody's key in a root: for what their role may do with it, and no more."""
    if holder.role in ONLINE_ROLES:
        root.add_key(public, holder.role)
        return
    key, signatures = keys.marked(public, holder), root.unrecognized_fields[trust.SIGNATURES]
    if holder.role == Root.type:
        root.add_key(key, Root.type)
        return
    if holder.role in signatures:
        root.add_key(key, Targets.type)
    group = trust.ON_CALL if holder.role in {*signatures, *ON_CALL_ROLES} else trust.PEOPLE
    root.unrecognized_fields.setdefault(group, {})[key.keyid] = key.to_dict()


def signed_root(root: Root, signers: Sequence[Signer]) -> bytes:
    """The root's file with these signatures."""
    metadata = Metadata(root)
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata.to_bytes()


def key_path(folder: Path, holder: keys.Holder) -> Path:
    """Where a holder's key lies: a person with two roles has two keys."""
    name = holder.officer if holder.officer == holder.role else f"{holder.officer} {holder.role}"
    return folder / f"{name.replace(' ', '-')}.json"


def _made(folder: Path, holder: keys.Holder, phrases: dict[str, str]) -> Signer:
    phrase = secrets.token_urlsafe(18)
    path = key_path(folder, holder)
    signer = keys.make(path, holder, phrase)
    phrases[f"{folder.name}/{path.name}"] = phrase
    return signer


def _make_folders(keys_folder: Path) -> None:
    for folder in (keys_folder, *(keys_folder / name for name in (ROOT, OFFICERS, ONLINE))):
        folder.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        folder.chmod(OWNER_ONLY_FOLDER)


def _passphrase_file(phrases: Mapping[str, str]) -> bytes:
    return json.dumps({"plainly": PLAINLY, "passphrases": dict(phrases)}, indent=1).encode() + b"\n"
