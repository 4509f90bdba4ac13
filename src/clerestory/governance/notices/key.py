"""The key of a run: it seals the codes at rest and makes the numbers of notices.

A file that only its owner may read, kept apart from the register that it opens. Format: one line,
``clerestory-notice-key-1`` and 64 hexadecimal digits.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from clerestory.errors import InputError
from clerestory.governance.notices import private

_WORD = "clerestory-notice-key-1"
_BYTES = 32


@dataclass(frozen=True, repr=False)
class Key:
    """256 secret bits; its repr says nothing."""

    secret: bytes

    def __repr__(self) -> str:
        return "Key(confidential)"

    def mark(self, purpose: str, value: str) -> bytes:
        """A keyed hash: the same value gives the same mark, and only the key's holder can try values."""
        return hashlib.blake2b(
            value.encode(), digest_size=20, key=self.secret, person=purpose.encode()[:16]
        ).digest()

    def number(self, person: str) -> str:
        """The number printed on a person's notice; it says nothing about the person, nor about the order."""
        text = base64.b32encode(self.mark("number", person)).decode()[:12]
        return f"N-{text[:4]}-{text[4:8]}-{text[8:]}"

    def seal(self, text: str) -> bytes:
        """Encrypted and authenticated under the key."""
        from nacl.secret import SecretBox

        return bytes(SecretBox(self.secret).encrypt(text.encode()))

    def open(self, sealed: bytes) -> str:
        """What was sealed; ``InputError`` if another key sealed it."""
        from nacl.exceptions import CryptoError
        from nacl.secret import SecretBox

        try:
            return SecretBox(self.secret).decrypt(sealed).decode()
        except CryptoError:
            raise InputError("the codes were sealed under another key; give the key of this run") from None


def create(path: Path) -> Key:
    """A new key in a new owner-only file; an existing one is read instead."""
    if path.exists():
        return read(path)
    key = Key(secrets.token_bytes(_BYTES))
    path.parent.mkdir(parents=True, exist_ok=True)
    private.write(path, f"{_WORD} {key.secret.hex()}\n".encode())
    return key


def read(path: Path) -> Key:
    """The key of that file."""
    word, _, digits = private.read_text(path, "key").strip().partition(" ")
    try:
        secret = bytes.fromhex(digits)
    except ValueError:
        secret = b""
    if word != _WORD or len(secret) != _BYTES:
        raise InputError(f"{path}: not a notice key; give the file that 'notices letters' made")
    return Key(secret)
