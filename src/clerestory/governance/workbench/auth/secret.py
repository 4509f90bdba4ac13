"""Random words for cookies and addresses, and what of them is kept: a hash, or a sealed form."""

import hmac
import secrets
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from clerestory.errors import InputError
from clerestory.release import whole

BYTES = 32


def word() -> str:
    """256 random bits, for a cookie or an address."""
    return secrets.token_urlsafe(BYTES)


def kept(secret: str) -> str:
    """What is stored of a random word: enough to know it again, not to use it."""
    return sha256(secret.encode()).hexdigest()


def bound(secret: str, purpose: str) -> str:
    """A word for one purpose that only the holder of ``secret`` can be given."""
    return hmac.new(secret.encode(), purpose.encode(), sha256).hexdigest()


def same(given: str, expected: str) -> bool:
    """Compare without telling, by the time it takes, where they differ."""
    return hmac.compare_digest(given.encode(), expected.encode())


class Seal:
    """Encrypts what must be read again (the secret of an authenticator app) with a key beside the database."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def __repr__(self) -> str:
        return "Seal()"

    @classmethod
    def of(cls, path: Path) -> "Seal":
        """The key of that file, which is made if there is none; only its owner may read it."""
        try:
            whole.write_once(path, secrets.token_bytes(BYTES))
            key = path.read_bytes()
        except OSError as error:
            raise InputError(f"{path}: the workbench's key cannot be read ({error.strerror})") from None
        if len(key) != BYTES:
            raise InputError(f"{path}: not a key of the workbench; restore it from where it is kept")
        return cls(key)

    def close(self, content: bytes, about: str) -> bytes:
        """Encrypt, bound to whom it belongs."""
        nonce = secrets.token_bytes(12)
        return nonce + self._cipher.encrypt(nonce, content, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """Decrypt what was sealed for the same person."""
        try:
            return self._cipher.decrypt(sealed[:12], sealed[12:], about.encode())
        except InvalidTag:
            raise InputError(
                "a sealed secret does not fit the workbench's key; restore the key, or enrol the person again"
            ) from None
