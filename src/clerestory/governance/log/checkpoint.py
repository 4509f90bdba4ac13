"""A checkpoint: the log's name, size and root, signed; the form is the signed note of C2SP tlog-checkpoint."""

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from clerestory.errors import SigningError

ED25519 = b"\x01"


@dataclass(frozen=True)
class Checkpoint:
    """What the log was at a moment: ``size`` entries under ``root``."""

    origin: str
    size: int
    root: bytes

    def body(self) -> bytes:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> bytes:
    """The checkpoint as a signed note."""
    body = checkpoint.body()
    signed = _key_id(checkpoint.origin, key.public_key()) + key.sign(body)
    return body + f"\n\u2014 {checkpoint.origin} {base64.b64encode(signed).decode()}\n".encode()


def opened(note: bytes, key: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint of a signed note; ``SigningError`` unless this key signed these very bytes."""
    try:
        text, _, signature = note.rpartition(b"\n\n\xe2\x80\x94 ")
        body = text + b"\n"
        origin, size, root, _ = body.decode().split("\n")
        name, _, signed = signature.decode().rstrip("\n").rpartition(" ")
        content = base64.b64decode(signed, validate=True)
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(root, validate=True))
        if name != origin or content[:4] != _key_id(origin, key) or checkpoint.body() != body:
            raise SigningError(
                "the checkpoint is signed by another key than the log's; do not trust this log"
            )
        key.verify(content[4:], body)
    except (ValueError, binascii.Error, UnicodeDecodeError):
        raise SigningError("the checkpoint is not a signed note; fetch it again from the witness") from None
    except InvalidSignature:
        raise SigningError(
            "the checkpoint's signature does not fit its text; do not trust this log"
        ) from None
    return checkpoint


def _key_id(origin: str, key: Ed25519PublicKey) -> bytes:
    return sha256(origin.encode() + b"\n" + ED25519 + key.public_bytes_raw()).digest()[:4]
