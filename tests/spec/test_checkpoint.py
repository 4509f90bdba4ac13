"""A checkpoint speaks for the log only under the log's own key, to the byte."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerestory.errors import SigningError
from clerestory.governance.log.checkpoint import Checkpoint, opened, sign
from clerestory.governance.log.merkle import EMPTY

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
NOTE = sign(Checkpoint("firearms.example/log", 7, EMPTY), KEY)


def test_a_signed_note_opens_to_what_was_signed() -> None:
    assert opened(NOTE, KEY.public_key()) == Checkpoint("firearms.example/log", 7, EMPTY)


def test_every_changed_byte_is_refused() -> None:
    for place in range(len(NOTE) - 1):
        changed = NOTE[:place] + bytes([NOTE[place] ^ 1]) + NOTE[place + 1 :]
        with pytest.raises(SigningError):
            opened(changed, KEY.public_key())


def test_another_key_is_refused() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    with pytest.raises(SigningError, match="another key"):
        opened(NOTE, other.public_key())
