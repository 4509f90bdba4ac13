"""Personal keys: Ed25519, encrypted at rest; or a reference to a key that never leaves its hardware.

A key file is JSON. A local key is encrypted with AES-256-GCM under scrypt (64 MiB a guess) of a
passphrase; the public part is bound in as associated data, so it cannot be swapped. A key in
hardware or in a key service has a ``uri`` that securesystemslib opens (``hsm:``, ``awskms:``, ...).
"""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from securesystemslib.signer import (
    AWSSigner,
    AzureSigner,
    CryptoSigner,
    GCPSigner,
    HSMSigner,
    Key,
    Signer,
    SSlibKey,
)

from clerestory.errors import InputError, SigningError
from clerestory.governance.signing import keyfile
from clerestory.release import trust, whole

FORM = keyfile.FORM
Holder = keyfile.Holder
holder_of = keyfile.holder_of
COST = 1 << 16  # scrypt's n, with r = 8: 64 MiB and about 0.15 s a guess


class WrongPassphrase(SigningError):
    """A key that does not open."""


def make(path: Path, holder: Holder, passphrase: str) -> Signer:
    """Make a key, write it encrypted to a new file that only its owner may read."""
    private = Ed25519PrivateKey.generate()
    signer = CryptoSigner(private)
    public = json.dumps(_public(signer.public_key), sort_keys=True)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(keyfile.stretched(passphrase, salt, COST)).encrypt(
        nonce, private.private_bytes_raw(), public.encode()
    )
    content = {
        "form": FORM,
        "officer": holder.officer,
        "role": holder.role,
        "public": json.loads(public),
        "scrypt": {"n": COST, "salt": _text(salt)},
        "nonce": _text(nonce),
        "sealed": _text(sealed),
    }
    write_new(path, json.dumps(content, indent=1).encode() + b"\n")
    return signer


def refer(path: Path, holder: Holder, uri: str) -> Key:
    """Write a key file for a key that stays in hardware or a key service: its public part and where it is."""
    found, public = _found_in_hardware(path, uri)
    content = {
        "form": FORM,
        "officer": holder.officer,
        "role": holder.role,
        "public": _public(public),
        "uri": found,
    }
    write_new(path, json.dumps(content, indent=1).encode() + b"\n")
    return public


def _found_in_hardware(path: Path, uri: str) -> tuple[str, Key]:
    """Ask the hardware for the public part; each kind by the library's own driver."""
    kind, _, name = uri.partition(":")
    drivers: dict[str, Callable[[], tuple[str, Key]]] = {
        "hsm": HSMSigner.import_,
        "awskms": lambda: AWSSigner.import_(name),
        "gcpkms": lambda: GCPSigner.import_(name),
        "azurekms": lambda: AzureSigner.import_(*name.partition("/")[::2]),
    }
    if kind not in drivers:
        raise SigningError(f"{uri}: not a key in hardware; these begin with {', '.join(sorted(drivers))}")
    try:
        return drivers[kind]()
    except Exception as error:  # noqa: BLE001  (every driver has errors of its own)
        raise SigningError(
            f"{path}: the key in {kind} cannot be reached ({type(error).__name__}); install its driver and sign in to it"
        ) from None


def open_key(path: Path, passphrase: str) -> Signer:
    """Decrypt the key of that file (or reach the hardware that it names)."""
    return open_stretched(path, keyfile.stretch_of(path, passphrase))


def open_stretched(path: Path, key: bytes) -> Signer:
    """The same, with the passphrase stretched already."""
    content, public = keyfile.read(path), public_key(path)
    if "uri" in content:
        return _reached(path, str(content["uri"]), public)
    associated = json.dumps(content["public"], sort_keys=True).encode()
    try:
        with keyfile.whole(path):
            raw = AESGCM(key).decrypt(b64decode(content["nonce"]), b64decode(content["sealed"]), associated)
            return CryptoSigner(Ed25519PrivateKey.from_private_bytes(raw), public)
    except InvalidTag:
        raise WrongPassphrase(f"{path}: wrong passphrase, or the file was changed") from None


def public_key(path: Path) -> SSlibKey:
    """The public part; needs no passphrase."""
    content = keyfile.read(path)
    with keyfile.whole(path):
        public = dict(content["public"])
        key = Key.from_dict(public.pop("keyid"), public)
    if not isinstance(key, SSlibKey):
        raise SigningError(f"{path}: this kind of key cannot sign releases")
    return key


def marked(key: Key, holder: Holder) -> SSlibKey:
    """The public key with whose it is, as a root of trust states and signs it."""
    return SSlibKey.from_dict(
        key.keyid, {**key.to_dict(), trust.OFFICER: holder.officer, trust.ROLE: holder.role}
    )


def write_new(path: Path, content: bytes, mode: int = whole.OWNER_ONLY) -> None:
    """Write a file that is not there yet; one that is there is never overwritten."""
    try:
        is_new = whole.write_once(path, content, mode)
    except InputError as error:
        raise SigningError(str(error)) from None
    if not is_new:
        raise SigningError(f"{path}: is there already; keys are never overwritten")


def _reached(path: Path, uri: str, public: SSlibKey) -> Signer:
    try:
        return Signer.from_priv_key_uri(uri, public)
    except Exception as error:  # noqa: BLE001  (every driver has errors of its own)
        raise SigningError(f"{path}: the key's hardware did not answer ({type(error).__name__})") from None


def _public(key: Key) -> dict[str, Any]:
    return {"keyid": key.keyid, **key.to_dict()}


def _text(content: bytes) -> str:
    return b64encode(content).decode()
