"""Write a file whole or not at all: what is there before stays until the new one can take its place."""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from clerestory.errors import InputError

READABLE, OWNER_ONLY = 0o666, 0o600  # the first less what this user's files never allow
_SHOWN = 64  # of a name, so that the one beside it is not too long


def write(path: Path, content: bytes | Iterable[bytes], mode: int = READABLE) -> None:
    """Write where somebody asked for it; what cannot be written is a sentence."""
    pieces = [content] if isinstance(content, bytes) else content
    try:
        if path.exists() and not path.is_file():
            _write_through(path, pieces)
            return
        place = Path(os.path.realpath(path))  # a link stays a link
        with beside(place, pieces, mode) as (fresh, descriptor):
            os.fsync(descriptor)
            fresh.replace(place)
        sync(place.parent)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); give another place") from None


def write_once(path: Path, content: bytes, mode: int = OWNER_ONLY) -> bool:
    """Write a file that is not there yet; whether it was not. One that is there is never changed."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    except FileExistsError:
        return False
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written ({error.strerror}); make its folder, or give another place"
        ) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)  # half of it would be in the way of a whole one
        raise InputError(f"{path}: cannot be written ({error.strerror}); make room on the disk") from None
    return True


@contextmanager
def beside(path: Path, content: Iterable[bytes], mode: int = READABLE) -> Iterator[tuple[Path, int]]:
    """The content in a new file beside its place, not on the disk yet; gone afterwards unless it took the place."""
    fresh = path.with_name(f".{path.name[:_SHOWN]}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(content)
            file.flush()
            yield fresh, file.fileno()
    finally:
        with suppress(OSError):  # whatever went wrong before is what has to be told
            fresh.unlink(missing_ok=True)


def _write_through(path: Path, pieces: Iterable[bytes]) -> None:
    """A pipe, a terminal or a device, which must not be replaced; a folder is refused by the system."""
    with path.open("wb") as file:
        file.writelines(pieces)


def sync(path: Path) -> None:
    """A file, or the names in a folder, are on the disk when this returns."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
