"""What lies on the disk of a key: whose it is, and how its passphrase is stretched. Standard library alone.

A takedown begins to stretch the passphrase, which takes a while on purpose, before it loads anything else.
"""

import hashlib
import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clerestory.errors import SigningError
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.matrix import ROLES_OF

FORM = "clerestory key 1"
OFFICERS = "officers"  # below the folder of keys
PASSPHRASES = "passphrases.json"  # of made-up officers alone
ON_CALL_ROLES = ("incident lead",)  # beside those who sign: each alone may take a release off
BLOCK = 8  # scrypt's r
Content = dict[str, Any]


@dataclass(frozen=True)
class Holder:
    """Whose key it is, and the role in which it signs."""

    officer: str
    role: str


def read(path: Path) -> Content:
    """What the file says."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise SigningError(f"{path}: the key cannot be read ({error.strerror})") from None
    except ValueError:
        raise SigningError(f"{path}: this is not a key file") from None
    if not isinstance(content, dict) or content.get("form") != FORM:
        raise SigningError(f"{path}: not in the form {FORM!r}")
    key: Content = content
    return key


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """What cannot be taken out of a key file is missing from it, or is no longer what was written."""
    try:
        yield
    except (KeyError, TypeError, ValueError):
        raise SigningError(f"{path}: the key file is not whole; restore it from its copy") from None


def holder_of(path: Path) -> Holder:
    """Whose key lies in that file."""
    content = read(path)
    with whole(path):
        return Holder(str(content["officer"]), str(content["role"]))


def find_any(folder: Path, officer: str | None) -> Path:
    """A key of that officer, whatever the role; of anybody who may take down, the incident lead's first."""
    held = {path: holder_of(path) for path in sorted((folder / OFFICERS).glob("*.json"))}
    fits = [path for path, who in held.items() if officer in (None, who.officer)]
    if not fits:
        raise SigningError(
            f"{folder}: no key of {officer or 'anybody'} lies here; give theirs (--key FILE), or name the --officer whose lies here"
        )
    return min(fits, key=lambda path: _rank(held[path].role))


def passphrase(keys_folder: Path, key: Path) -> str:
    """The example's passphrase of a key file below the folder."""
    try:
        told = json.loads((keys_folder / PASSPHRASES).read_bytes())
        return str(told["passphrases"][key.relative_to(keys_folder).as_posix()])
    except (OSError, ValueError, KeyError, TypeError):
        why = (
            f"its passphrase is not in {PASSPHRASES}; give it yourself"
            if key.is_file()
            else "there is no such key"
        )
        raise SigningError(f"{key}: {why}") from None


def stretched(phrase: str, salt: bytes, cost: int) -> bytes:
    """The key under which a key is sealed: scrypt, 64 MiB a guess at the usual cost."""
    return hashlib.scrypt(
        phrase.encode(), salt=salt, n=cost, r=BLOCK, p=1, maxmem=2 * 128 * BLOCK * cost + (1 << 20), dklen=32
    )


def stretch_of(path: Path, phrase: str) -> bytes:
    """The same for a key file; nothing for a key in hardware."""
    content = read(path)
    if "uri" in content:
        return b""
    with whole(path):
        return stretched(phrase, b64decode(content["scrypt"]["salt"]), content["scrypt"]["n"])


def meanwhile(path: Path, phrase: str) -> Callable[[], bytes]:
    """Stretch it while other things are done; the answer waits until it is."""
    apart = ThreadPoolExecutor(1)
    found: Future[bytes] = apart.submit(stretch_of, path, phrase)
    apart.shutdown(wait=False)
    return found.result


def _rank(role: str) -> int:
    """Who takes down first: an incident lead, then whoever else may."""
    may = any(role == each.value for each in ROLES_OF[Act.TAKE_DOWN])
    return 0 if role in ON_CALL_ROLES else 1 if may else 2
