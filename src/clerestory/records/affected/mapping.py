"""The mapping of rows to people: a file for its owner alone, inside the vault, never written over."""

import csv
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from clerestory.errors import InputError

PUBLISHED = Path("metadata", "root.json")  # what lies in every place that the public can reach


def check(path: Path) -> None:
    """Refuse a place where a file is, or what is published lies, before any work is done."""
    if path.exists() or path.is_symlink():
        raise InputError(f"{path} exists already; give a new file: a mapping is never written over")
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.parent}; make it where the records are")
    for folder in path.resolve().parents:
        if (folder / PUBLISHED).exists():
            raise InputError(f"{path}: {folder} is published; keep the mapping where the records are")


def write(path: Path, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """A CSV that only its owner can read, there when it is whole."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(head)
            lines.writerows(rows)
            file.flush()
            os.fsync(handle)
        os.link(unfinished, path)  # unlike a rename, never over another file
    except OSError:
        raise InputError(f"{path}: cannot be written; give a new file in a folder you may write to") from None
    finally:
        unfinished.unlink(missing_ok=True)
