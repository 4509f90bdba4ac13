"""What a stranger wrote lies sealed: whoever holds the public key can add a message, nobody there can read one.

TRUST/intake.pub           with the public server: it seals
GOVERNANCE/intake.key      inside, owner-only: it opens
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from clerestory.errors import InputError
from clerestory.release import pins, whole

PRIVATE, PUBLIC, ENDING = "intake.key", "intake.pub", ".sealed"


@dataclass(frozen=True, repr=False)
class Words:
    """What was said: words, quoted values, attachments; its repr says nothing."""

    text: str
    values: tuple[str, ...] = ()
    attachments: tuple[tuple[str, bytes], ...] = ()

    def __repr__(self) -> str:
        return f"Words({len(self.values)} values, {len(self.attachments)} attachments)"

    def to_bytes(self) -> bytes:
        """As it is sealed."""
        attached = [[name, content.hex()] for name, content in self.attachments]
        return json.dumps({"text": self.text, "values": list(self.values), "attachments": attached}).encode()


def make_key(governance: Path, trust: Path) -> None:
    """A key of this office, if there is none yet; its public part is put where the server finds it."""
    path = governance / PRIVATE
    if not path.exists():
        made = bytes(PrivateKey.generate()).hex().encode()
        with whole.beside(path, [made], whole.OWNER_ONLY) as (fresh, handle), suppress(FileExistsError):
            os.fsync(handle)
            os.link(fresh, path)  # whole or not at all; whoever comes second takes the first one's
    trust.mkdir(parents=True, exist_ok=True)
    pins.write(trust / PUBLIC, bytes(_key(governance).public_key).hex().encode() + b"\n")


def seal(content: bytes, governance: Path, folder: Path) -> str:
    """Seal what was said inside; returns the SHA-256 by which the log names it."""
    sealed = SealedBox(_key(governance).public_key).encrypt(content)
    name = sha256(sealed).hexdigest()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole.write_once(folder / f"{name}{ENDING}", sealed)
    return name


def opened(path: Path, governance: Path) -> bytes:
    """Open what was sealed for this office."""
    try:
        return bytes(SealedBox(_key(governance)).decrypt(path.read_bytes()))
    except (CryptoError, OSError, ValueError):
        raise InputError(
            f"{path}: not a message sealed for this office; keep it and call the log auditor"
        ) from None


def words_of(content: bytes) -> Words:
    """Read what was sealed."""
    read: Mapping[str, Any] = json.loads(content)
    attachments = tuple((str(name), bytes.fromhex(held)) for name, held in read.get("attachments", ()))
    return Words(str(read.get("text", "")), tuple(read.get("values", ())), attachments)


def public_key(trust: Path) -> PublicKey | None:
    """The key with which the public side seals, if one is there."""
    try:
        return PublicKey(bytes.fromhex((trust / PUBLIC).read_text().strip()))
    except (OSError, ValueError):
        return None


def _key(governance: Path) -> PrivateKey:
    try:
        return PrivateKey(bytes.fromhex((governance / PRIVATE).read_text().strip()))
    except (OSError, ValueError):
        raise InputError(
            f"{governance / PRIVATE}: no key of the intake; `clerestory claim receive` makes one"
        ) from None
