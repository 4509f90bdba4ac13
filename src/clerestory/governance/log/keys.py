"""The log's own key, apart from the officers' and from the database: it signs every checkpoint.

governance/log.key   Ed25519, PEM, owner-only; CLERESTORY_LOG_KEY names another place
governance/log.pub   the public part, one line of base64: give it to auditors and witnesses
"""

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from clerestory.errors import SigningError
from clerestory.release import whole

NAME, PUBLIC = "log.key", "log.pub"
VARIABLE = "CLERESTORY_LOG_KEY"


def place(folder: Path) -> Path:
    """Where the key of the store in this folder lies."""
    return Path(os.environ.get(VARIABLE) or folder / NAME)


def make(path: Path) -> Ed25519PrivateKey:
    """A new key in a new file; one that is there is never overwritten."""
    key = Ed25519PrivateKey.generate()
    content = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    if not whole.write_once(path, content):
        raise SigningError(f"{path}: is there already; keys are never overwritten")
    return key


def read(path: Path) -> Ed25519PrivateKey:
    """The key of that file; refused if others may read it."""
    try:
        if path.stat().st_mode & 0o077:
            raise SigningError(f"{path}: others may read the log's key; run chmod 600 on it")
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        raise SigningError(f"{path}: the log's key cannot be read ({error.strerror}); restore it") from None
    except (ValueError, TypeError):
        raise SigningError(f"{path}: this is not a key of the log; restore it from its copy") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningError(f"{path}: the log's key is an Ed25519 key; restore it from its copy")
    return key


def to_text(key: Ed25519PublicKey) -> str:
    """The public key in one line."""
    return base64.b64encode(key.public_bytes_raw()).decode()


def from_text(text: str) -> Ed25519PublicKey:
    """Read that line back."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text.strip(), validate=True))
    except ValueError:
        raise SigningError("this is not the public key of a log; give the file log.pub") from None
