"""``clerestory keys make FILE``: one person's key, sealed with a passphrase that only they know."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from clerestory.cli.outcome import Outcome
from clerestory.cli.passphrase import PASSPHRASE
from clerestory.errors import InputError
from clerestory.governance.signing import keys

HELP = "make one person's key, sealed with their passphrase"
SHORTEST = 12


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="where the key is written; nothing is overwritten"
    )
    parser.add_argument("--officer", required=True, help="whose key it is")
    parser.add_argument(
        "--role", required=True, help="the role in which it signs, or root, snapshot, timestamp"
    )
    parser.add_argument(
        "--uri",
        metavar="URI",
        help="the key stays in hardware or a key service: hsm:, awskms:, gcpkms: or azurekms:",
    )


def act(args: argparse.Namespace) -> Outcome:
    """Make the key."""
    holder = keys.Holder(args.officer, args.role)
    public = (
        keys.refer(args.file, holder, args.uri)
        if args.uri
        else keys.make(args.file, holder, _chosen()).public_key
    )
    result = {
        "file": str(args.file),
        "officer": args.officer,
        "role": args.role,
        "keyid": public.keyid,
    }
    return Outcome(f"Made the key {public.keyid[:16]}… of {args.officer} ({args.role}): {args.file}", result)


def _chosen() -> str:
    """From the environment, or typed twice; never a default."""
    phrase = os.environ.get(PASSPHRASE, "")
    if not phrase and sys.stdin.isatty():
        phrase = getpass.getpass("Passphrase: ")
        if getpass.getpass("Once more: ") != phrase:
            raise InputError("the two passphrases differ; nothing was made")
    if len(phrase) < SHORTEST:
        raise InputError(
            f"a passphrase of {SHORTEST} characters or more is needed; set {PASSPHRASE} or run this at a terminal"
        )
    return phrase
