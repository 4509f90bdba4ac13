"""Files that only their owner may read: addresses, codes, keys, letters."""

import os
import secrets
from pathlib import Path

from clerestory.errors import InputError

OWNER_ONLY = 0o600
OWNER_ONLY_FOLDER = 0o700
_OTHERS = 0o077


def read_text(path: Path, what: str) -> str:
    """The text of a confidential file; refused if others may read it."""
    try:
        if path.stat().st_mode & _OTHERS:
            raise InputError(f"{path}: others may read this {what}; run chmod 600 on it")
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: the {what} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: the {what} is not UTF-8 text; save it as UTF-8") from None


def folder(path: Path) -> Path:
    """A folder for confidential files, made if it is not there; refused if others may enter it."""
    try:
        path.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        if path.stat().st_mode & _OTHERS:
            raise InputError(f"{path}: others may enter this folder; run chmod 700 on it")
    except OSError as error:
        raise InputError(f"{path}: no folder to write letters to ({error.strerror})") from None
    return path


def write(path: Path, content: bytes) -> None:
    """Write a confidential file whole or not at all; on the disk when this returns."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None
    finally:
        fresh.unlink(missing_ok=True)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
