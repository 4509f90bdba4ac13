"""Where a publication lies, and the only reader of its files.

    PUBLISHED/site/       the web root: a file's path below it is its path in the address
    PUBLISHED/metadata/   the signatures, as The Update Framework lays them out

Everything is read through one descriptor of the folder, so that a folder exchanged meanwhile is
never mixed with the one that took its place. Only plain files are ever opened: a symbolic link, a
device or a pipe is listed as such and refused.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from clerestory.errors import InputError, UntrustedRelease
from clerestory.release import manifest as manifests

SITE = "site"
METADATA = "metadata"
LARGEST_METADATA = 8_000_000  # bytes; more is an attempt to fill the memory


@dataclass(frozen=True)
class Marks:
    """What the file system says of a file: any write changes it (the change time cannot be set)."""

    size: int
    inode: int
    modified_ns: int
    changed_ns: int
    is_plain: bool


@dataclass(frozen=True)
class Folder:
    """An open folder; ``name`` is only for messages."""

    descriptor: int
    name: str

    @property
    def identity(self) -> tuple[int, int]:
        """Which folder this is, whatever its name is by now."""
        status = os.fstat(self.descriptor)
        return status.st_dev, status.st_ino

    def listing(self, below: str) -> dict[str, Marks]:
        """Every file under ``below``: path from there, and its marks."""
        try:
            root = os.open(below, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=self.descriptor)
        except OSError as error:
            raise InputError(f"{self.name}/{below}: there is no such folder ({error.strerror})") from None
        try:
            return dict(self._walk(root))
        finally:
            os.close(root)

    def read(self, path: str, *, largest: int) -> bytes:
        """The bytes of one plain file, never more than ``largest``."""
        content = self.read_some(path, largest + 1)
        if len(content) > largest:
            raise UntrustedRelease(f"{path}: larger than the {largest} bytes allowed")
        return content

    def read_some(self, path: str, count: int) -> bytes:
        """The first ``count`` bytes of one plain file."""
        with self._opened(path) as descriptor:
            return _read_at_most(descriptor, count)

    @staticmethod
    def _walk(root: int) -> Iterator[tuple[str, Marks]]:
        for folder, subfolders, names, descriptor in os.fwalk(dir_fd=root):
            prefix = folder.removeprefix(".").removeprefix("/")
            for name in (*names, *subfolders):
                status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                path = f"{prefix}/{name}" if prefix else name
                if not stat.S_ISDIR(status.st_mode):
                    yield path, _marks(status)

    @contextmanager
    def _opened(self, path: str) -> Iterator[int]:
        try:
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            descriptor = os.open(path, flags, dir_fd=self.descriptor)
        except OSError as error:
            raise UntrustedRelease(f"{path}: cannot be read ({error.strerror})") from None
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UntrustedRelease(f"{path}: not a plain file; remove it")
            yield descriptor
        finally:
            os.close(descriptor)


def identity(folder: Path) -> tuple[int, int]:
    """Which folder has that name now."""
    status = folder.stat()
    return status.st_dev, status.st_ino


@contextmanager
def opened(folder: Path) -> Iterator[Folder]:
    """Open a folder; everything read through it comes from this one, whatever takes its name."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise InputError(f"{folder}: there is no such folder ({error.strerror})") from None
    try:
        yield Folder(descriptor, str(folder))
    finally:
        os.close(descriptor)


def read_metadata(folder: Folder) -> dict[str, bytes]:
    """Every metadata file: name -> bytes."""
    names = folder.listing(METADATA)
    return {name: folder.read(f"{METADATA}/{name}", largest=LARGEST_METADATA) for name in sorted(names)}


def write_manifest(site: Path) -> manifests.Manifest:
    """List every file under the web root and write ``manifest.json`` beside them."""
    with opened(site) as folder:
        paths = folder.listing(".")
        files = ((path, folder.read(path, largest=paths[path].size)) for path in sorted(paths))
        listed = manifests.manifest(files)
    (site / manifests.MANIFEST).write_bytes(manifests.to_bytes(listed))
    return listed


def _marks(status: os.stat_result) -> Marks:
    return Marks(
        status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns, stat.S_ISREG(status.st_mode)
    )


def _read_at_most(descriptor: int, count: int) -> bytes:
    parts = []
    while count > 0 and (part := os.read(descriptor, min(count, 1 << 24))):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
