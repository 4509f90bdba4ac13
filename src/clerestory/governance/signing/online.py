"""The online keys of snapshot and timestamp: opened for one act, then let go."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from securesystemslib.signer import Signer

from clerestory.governance.signing import ceremony, keys

PASSPHRASE = "CLERESTORY_ONLINE_PASSPHRASE"  # noqa: S105  (the name of a variable)


@dataclass(frozen=True)
class Online:
    """The two signers of the machine that publishes."""

    snapshot: Signer
    timestamp: Signer


@contextmanager
def opened(keys_folder: Path) -> Iterator[Online]:
    """Open both keys, with the passphrase of the environment or of the example."""
    yield Online(*(_open(keys_folder, role) for role in ("snapshot", "timestamp")))


def are_here(keys_folder: Path) -> bool:
    """Whether this machine holds the online keys (a mirror does not)."""
    return all(
        (keys_folder / ceremony.ONLINE / f"{role}.json").is_file() for role in ("snapshot", "timestamp")
    )


def _open(keys_folder: Path, role: str) -> Signer:
    path = keys_folder / ceremony.ONLINE / f"{role}.json"
    phrase = os.environ.get(PASSPHRASE)
    return keys.open_key(path, phrase or ceremony.passphrase(keys_folder, path))
