"""The secret key of an index: whoever holds it and the index can try values in seconds.

It is data, kept where the records are: a file that only its owner can read, never beside what is
published. Format: a line, ``clerestory-fingerprint-key-1`` and 32 hexadecimal digits; what follows is for people.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from clerestory.errors import InputError

_WORD = "clerestory-fingerprint-key-1"
_WARNING = "# Confidential: with it and its index, values can be tried. Keep it where the records are; publish neither."


@dataclass(frozen=True, repr=False)
class Key:
    """128 secret bits; its repr says nothing."""

    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != 16:
            raise ValueError("a fingerprint key has 16 bytes")

    def __repr__(self) -> str:
        return "Key(confidential)"

    @property
    def halves(self) -> tuple[int, int]:
        """The two 64-bit halves that SipHash takes."""
        return int.from_bytes(self.secret[:8], "little"), int.from_bytes(self.secret[8:], "little")


def fresh() -> Key:
    """A new key, for one build that nobody will repeat."""
    return Key(secrets.token_bytes(16))


def create(path: Path) -> Key:
    """A new key in a new file with owner-only rights; an existing file is read instead."""
    if path.exists():
        return read(path)
    key = fresh()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(f"{_WORD} {key.secret.hex()}\n{_WARNING}\n")
    except OSError:
        raise InputError(f"{path}: the key file cannot be written; give a folder you may write to") from None
    return key


def read(path: Path) -> Key:
    """The key of that file; ``InputError`` if it is no key or others may read it."""
    try:
        if path.stat().st_mode & 0o077:
            raise InputError(f"{path}: others may read this key; run chmod 600 on it")
        word, _, digits = path.read_text("ascii").strip().partition("\n")[0].partition(" ")
        secret = bytes.fromhex(digits)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; give the key that 'fingerprints build' made") from None
    except (OSError, ValueError):
        raise InputError(
            f"{path}: not a fingerprint key; give the file that 'fingerprints build' made"
        ) from None
    if word != _WORD or len(secret) != 16:
        raise InputError(f"{path}: not a fingerprint key; give the file that 'fingerprints build' made")
    return Key(secret)
