"""What a machine remembers of whom it trusts: the pinned root, and the newest metadata it has seen.

    TRUST/root.json          the root of trust that is pinned; TRUST/N.root.json every one so far
    TRUST/timestamp.json     the newest seen: an older release, however well signed, is refused
    TRUST/snapshot.json
    TRUST/history/           what the officers signed of every release so far
    TRUST/withdrawn/         withdrawal notices: they outlive any change of the published folder

Public, but not below the published folder: whoever can replace that cannot replace this.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clerestory.errors import UntrustedRelease
from clerestory.release import trust, whole, withdrawal
from clerestory.release.withdrawal import Notice

HISTORY = "history"
SEEN = (trust.SNAPSHOT, trust.TIMESTAMP)


@dataclass(frozen=True)
class Pins:
    """The pinned root and what was seen before."""

    root: bytes
    seen: Mapping[str, bytes]


def read(folder: Path) -> Pins:
    """Read what is remembered; without a pinned root nothing can be trusted."""
    root = _read(folder / trust.ROOT)
    if root is None:
        raise UntrustedRelease(
            f"{folder / trust.ROOT}: there is no pinned root of trust; name one that reached you on another way"
        )
    found = ((part, _read(folder / part)) for part in SEEN)
    return Pins(root, {part: content for part, content in found if content is not None})


def roots(folder: Path) -> dict[str, bytes]:
    """Every root so far and the last, as they are published beside a release."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob(f"*{trust.ROOT}"))}


def remember(folder: Path, metadata: Mapping[str, bytes], root: bytes) -> None:
    """Remember verified metadata; the root first, so that a crash leaves nothing that contradicts."""
    write(folder / f"{trust.version(root)}.{trust.ROOT}", root)
    write(folder / trust.ROOT, root)
    statements = {name: content for name, content in metadata.items() if name.startswith(f"{HISTORY}/")}
    statements[f"{HISTORY}/{trust.version(metadata[trust.TARGETS])}.{trust.TARGETS}"] = metadata[
        trust.TARGETS
    ]
    (folder / HISTORY).mkdir(exist_ok=True)
    for name, content in {**statements, **{part: metadata[part] for part in SEEN}}.items():
        write(folder / name, content)


def history(folder: Path) -> dict[int, bytes]:
    """What the officers signed of every release that this machine has seen, by version."""
    found = (folder / HISTORY).glob(f"*.{trust.TARGETS}")
    return {int(path.name.split(".")[0]): path.read_bytes() for path in found}


def notices(folder: Path) -> dict[str, Notice]:
    """The withdrawal notices that this machine has seen; each was verified when it came."""
    return {name: withdrawal.read(content) for name, content in notice_files(folder).items()}


def notice_files(folder: Path) -> dict[str, bytes]:
    """The same notices as files."""
    return {path.name: path.read_bytes() for path in sorted((folder / withdrawal.FOLDER).glob("*.json"))}


def write_notice(folder: Path, name: str, content: bytes) -> None:
    """Write a verified notice for this machine, or beside a release."""
    folder.mkdir(parents=True, exist_ok=True)
    if _read(folder / name) == content:
        return
    with whole.beside(folder / name, [content]) as (fresh, descriptor):
        fresh.replace(folder / name)  # seen at once: whoever serves it need not wait for the disk
        os.fsync(descriptor)


def write(path: Path, content: bytes) -> None:
    """Write a public file whole or not at all."""
    if _read(path) == content:
        return
    with whole.beside(path, [content]) as (fresh, descriptor):
        os.fsync(descriptor)
        fresh.replace(path)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
