"""Files for the mail house, encrypted to its public key: only the vendor can open them, we cannot.

A fresh key for each file is sealed to the vendor (X25519 sealed box); the file follows as a stream of
authenticated chunks (XChaCha20-Poly1305), so size is no limit, and a file that was cut short or
reordered does not open. Format: magic, sealed key, stream header, chunks.
"""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from clerestory.errors import InputError, Refused
from clerestory.governance.notices import private
from clerestory.release import whole

MAGIC = b"clerestory-sealed-1\n"
CHUNK = 1 << 20
SUFFIX = ".sealed"
_PUBLIC, _PRIVATE = "clerestory-vendor-key-1", "clerestory-vendor-private-1"
_KEY_SEALED, _HEADER, _EXTRA = 32 + 48, 24, 17


def make_keys(folder: Path) -> tuple[Path, Path]:
    """A pair of keys, for the vendor to make on its own machine: public and private."""
    from nacl.public import PrivateKey

    private.folder(folder)
    public, secret = folder / "vendor.pub", folder / "vendor.key"
    if secret.exists():
        raise InputError(f"{secret}: is there already; keys are never overwritten")
    key = PrivateKey.generate()
    private.write(secret, _line(_PRIVATE, bytes(key)))
    private.write(public, _line(_PUBLIC, bytes(key.public_key)))
    return public, secret


def _line(word: str, key: bytes) -> bytes:
    return f"{word} {base64.b64encode(key).decode()}\n".encode()


def read_public(path: Path) -> bytes:
    """The vendor's public key."""
    return _key(path, _PUBLIC, "the vendor's public key")


def read_private(path: Path) -> bytes:
    """The vendor's private key."""
    return _key(path, _PRIVATE, "the vendor's private key")


def _key(path: Path, word: str, what: str) -> bytes:
    try:
        found, _, told = path.read_text("ascii").strip().partition(" ")
        key = base64.b64decode(told, validate=True)
    except FileNotFoundError:
        raise InputError(
            f"{path}: {what} is missing; nothing leaves without it: ask the mail house"
        ) from None
    except (OSError, ValueError):
        found, key = "", b""
    if found != word or len(key) != 32:
        raise InputError(f"{path}: this is not {what}; ask the mail house for it")
    return key


def seal(source: Path, to: Path, public: bytes) -> str:
    """Encrypt a file to the vendor, as a stream; the digest of what may leave."""
    digest = hashlib.sha256()
    with _reading(source) as plain:
        whole.write(to, _sealed(plain, public, digest))
    return digest.hexdigest()


def _sealed(plain: BinaryIO, public: bytes, digest: "hashlib._Hash") -> Iterator[bytes]:
    for piece in _encrypted(plain, public):
        digest.update(piece)
        yield piece


def _encrypted(plain: BinaryIO, public: bytes) -> Iterator[bytes]:
    from nacl import bindings
    from nacl.public import PublicKey, SealedBox

    key = bindings.crypto_secretstream_xchacha20poly1305_keygen()
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    header = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    yield MAGIC + SealedBox(PublicKey(public)).encrypt(key) + header
    message = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
    final = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
    for chunk, is_last in _chunks(plain):
        yield bindings.crypto_secretstream_xchacha20poly1305_push(
            state, chunk, None, final if is_last else message
        )


def _chunks(plain: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Chunks, each with whether it is the last; an empty file has one."""
    held = plain.read(CHUNK)
    while following := plain.read(CHUNK):
        yield held, False
        held = following
    yield held, True


def unseal(source: Path, to: Path, secret: bytes) -> None:
    """What the vendor does: open a file; a changed or shortened one is refused, and nothing is left."""
    from nacl.exceptions import CryptoError

    try:
        with _reading(source) as sealed:
            whole.write(to, _opened(sealed, secret), private.OWNER_ONLY)
    except (CryptoError, ValueError, RuntimeError):
        raise Refused(f"{source}: does not open: another key, or not the file that was sealed") from None


def _reading(source: Path) -> BinaryIO:
    try:
        return source.open("rb")
    except OSError as error:
        raise InputError(f"{source}: cannot be read ({error.strerror})") from None


def _opened(sealed: BinaryIO, secret: bytes) -> Iterator[bytes]:
    from nacl import bindings
    from nacl.public import PrivateKey, SealedBox

    if sealed.read(len(MAGIC)) != MAGIC:
        raise ValueError("not a sealed file")
    key = SealedBox(PrivateKey(secret)).decrypt(sealed.read(_KEY_SEALED))
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, sealed.read(_HEADER), key)
    tag = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
    while chunk := sealed.read(CHUNK + _EXTRA):
        text, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, chunk, None)
        yield text
    if tag != bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL:
        raise ValueError("cut short")
