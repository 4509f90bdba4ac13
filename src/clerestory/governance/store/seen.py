"""The newest checkpoint that this machine has seen, in a file beside the database."""

from pathlib import Path

from clerestory.errors import InputError
from clerestory.release import pins

CHECKPOINT = "checkpoint"


def last(folder: Path) -> bytes | None:
    """The newest checkpoint, or none yet."""
    try:
        return (folder / CHECKPOINT).read_bytes()
    except FileNotFoundError:
        return None


def remember(folder: Path, note: bytes) -> None:
    """Keep a checkpoint, whole or not at all; one of a smaller log does not take its place."""
    kept = last(folder)
    if kept is None or _size(folder, kept) < _size(folder, note):
        pins.write(folder / CHECKPOINT, note)


def _size(folder: Path, note: bytes) -> int:
    try:
        return int(note.split(b"\n")[1])
    except (ValueError, IndexError):
        raise InputError(f"{folder / CHECKPOINT}: this is no checkpoint; call the log auditor") from None
