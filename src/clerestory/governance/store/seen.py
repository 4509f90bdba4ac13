"""The newest checkpoint that this machine has seen, in a file beside the database."""

import secrets
from pathlib import Path

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
    if kept is not None and _size(kept) >= _size(note):
        return
    fresh = folder / f".{CHECKPOINT}.{secrets.token_hex(4)}"
    try:
        fresh.write_bytes(note)
        fresh.replace(folder / CHECKPOINT)
    finally:
        fresh.unlink(missing_ok=True)


def _size(note: bytes) -> int:
    return int(note.split(b"\n")[1])
