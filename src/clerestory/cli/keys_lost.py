"""``clerestory keys lost D --officer ID``: one person's key is lost."""

import argparse
from dataclasses import asdict
from pathlib import Path

from clerestory.acts import rotate
from clerestory.acts.publish import Places
from clerestory.cli.outcome import Outcome
from clerestory.governance.signing import expiry

HELP = "propose a root without a lost key: who held it can no longer sign"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder with trust/ in it")
    parser.add_argument("--officer", required=True, metavar="ID", help="whose key it was")
    parser.add_argument(
        "--add",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="their new key, or of who takes over",
    )


def act(args: argparse.Namespace) -> Outcome:
    """Propose the next root."""
    places = Places.below(args.folder.absolute())
    rotated = rotate.propose(places, args.add, [args.officer], expiry.now())
    text = (
        f"Root {rotated.version} is proposed without the lost key of {args.officer}; {rotated.missing} custodians must "
        "sign it (`clerestory keys sign`); what is published is signed and published again under it"
    )
    return Outcome(text, {**asdict(rotated), "officer": args.officer})
