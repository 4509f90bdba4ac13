"""What the commands of officers have in common: whose act it is, their key, and the folder of the publication."""

import argparse
from functools import partial
from pathlib import Path

from clerestory.acts import govern, own_hand
from clerestory.acts.govern import Governed
from clerestory.cli.passphrase import add_file, passphrase
from clerestory.errors import InputError
from clerestory.governance.signing import keys
from clerestory.governance.store.acting import Actor
from clerestory.vocabulary.roles import Role


def folder(parser: argparse.ArgumentParser, *, before_files: bool = False) -> None:
    """The publication: the one here, if none is named; before files it has to be."""
    told = "the project, or the folder with project/ in it"
    if before_files:
        parser.add_argument("folder", type=Path, metavar="DIR", help=told)
    else:
        parser.add_argument(
            "folder", type=Path, nargs="?", default=Path(), metavar="DIR", help=f"{told} (default: here)"
        )


def officer(parser: argparse.ArgumentParser, role: Role | None = None) -> None:
    """Who acts, and with which key; where one person alone holds the role, nobody has to name them."""
    default = f" (default: the only {role.value})" if role else ""
    parser.add_argument("--officer", metavar="ID", help=f"who does it, with their own key{default}")
    parser.add_argument("--key", type=Path, metavar="FILE", help="their key (default: found in DIR/keys)")
    add_file(parser)


def opened(args: argparse.Namespace) -> Governed:
    """The governance of the publication."""
    return govern.opened(args.folder.absolute())


def person(args: argparse.Namespace, governed: Governed, role: Role | None = None) -> str:
    """Who acts: who is named, or whose key it is, or the only one of the role."""
    if args.officer:
        return str(args.officer)
    if args.key:
        return keys.holder_of(args.key).officer
    if role is None:
        raise InputError("who does it? name them with --officer ID")
    return governed.only(role)


def actor(args: argparse.Namespace, governed: Governed, role: Role | None = None) -> Actor:
    """Who acts, with their key in hand: it signs the entry of the act."""
    phrase = partial(passphrase, file=args.passphrase_file)
    return own_hand.actor(governed.places, person(args, governed, role), args.key, phrase)
