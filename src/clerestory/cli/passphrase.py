"""The passphrase of a key. Light to import: a takedown must not wait for anything that it does not need."""

import getpass
import os
import sys
from pathlib import Path

from clerestory.errors import SigningError
from clerestory.governance.signing import ceremony, keys

PASSPHRASE = "CLERESTORY_PASSPHRASE"  # noqa: S105  (the name of a variable)


def passphrase(keys_folder: Path, key: Path) -> str:
    """From the environment, from the example's file, or asked for."""
    if phrase := os.environ.get(PASSPHRASE):
        return phrase
    if (keys_folder / ceremony.PASSPHRASES).is_file() and key.is_relative_to(keys_folder):
        return ceremony.passphrase(keys_folder, key)
    if not sys.stdin.isatty():
        raise SigningError(f"{key}: needs its passphrase; set {PASSPHRASE} or run this at a terminal")
    return getpass.getpass(f"Passphrase of {keys.holder_of(key).officer}: ")
