"""Files that only their owner may read: addresses, codes, keys, letters."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from clerestory.errors import InputError
from clerestory.release import whole

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


def rows(path: Path, what: str) -> Iterator[list[str]]:
    """The rows of a confidential CSV file."""
    try:
        yield from csv.reader(io.StringIO(read_text(path, what)))
    except csv.Error:
        raise InputError(f"{path}: the {what} is not CSV; look for a quote that is not closed") from None


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
    whole.write(path, content, OWNER_ONLY)
