"""``clerestory keys propose D``: the next root of trust, for the custodians to sign."""

import argparse
from dataclasses import asdict

from clerestory.acts import rotate
from clerestory.acts.places import Places
from clerestory.cli import next_root
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.signing import expiry
from clerestory.project.read import project_folder, read

HELP = "propose who may sign from now on, for the custodians of the root to sign"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    next_root.folder(parser)
    next_root.added(parser, "a key that may sign; its public part is read")
    parser.add_argument(
        "--remove", metavar="OFFICER", action="append", default=[], help="a person whose keys all end"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Propose."""
    if not args.add and not args.remove:
        raise InputError("nothing to change: give --add FILE or --remove OFFICER")
    folder = args.folder.absolute()
    places = Places.below(folder)
    signatures = read(project_folder(folder)).policy.signatures if rotate.is_first(places) else ()
    rotated = rotate.propose(places, args.add, args.remove, expiry.now(), signatures)
    text = f"Root {rotated.version} is proposed; {rotated.missing} custodians must sign it (`clerestory keys sign`)"
    return Outcome(text, asdict(rotated))
