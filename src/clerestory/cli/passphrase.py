"""The passphrase of a key. Light to import: a takedown must not wait for anything that it does not need."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from clerestory.errors import SigningError
from clerestory.governance.signing import keyfile

PASSPHRASE = "CLERESTORY_PASSPHRASE"  # noqa: S105  (the name of a variable)


def add_file(parser: argparse.ArgumentParser) -> None:
    """Where the passphrase may lie."""
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE",
        help=f"a file with the key's passphrase (default: {PASSPHRASE}, or asked for)",
    )  # fmt: skip


def passphrase(keys_folder: Path, key: Path, file: Path | None = None) -> str:
    """From a file, from the environment, from the example's file, or asked for."""
    if file:
        return _first_line(file)
    if phrase := os.environ.get(PASSPHRASE):
        return phrase
    if (keys_folder / keyfile.PASSPHRASES).is_file() and key.is_relative_to(keys_folder):
        return keyfile.passphrase(keys_folder, key)
    if not sys.stdin.isatty():
        raise SigningError(
            f"{key}: needs its passphrase; give --passphrase-file, set {PASSPHRASE} or run this at a terminal"
        )
    return getpass.getpass(f"Passphrase of {keyfile.holder_of(key).officer}: ")


def _first_line(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise SigningError(f"{file}: the passphrase cannot be read ({type(error).__name__})") from None
