"""``clerestory notices seal``: encrypt printed batches to the mail house's public key."""

import argparse
from pathlib import Path

from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.notices import mailhouse, private
from clerestory.governance.notices.run import LETTERS

HELP = "encrypt a run's batches to the mail house's public key"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("run", type=Path, metavar="RUN", help="the run's folder")
    parser.add_argument(
        "--vendor", type=Path, required=True, metavar="KEY.pub", help="the mail house's public key"
    )
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="what may leave")


def act(args: argparse.Namespace) -> Outcome:
    """Encrypt every batch."""
    public = mailhouse.read_public(args.vendor)
    batches = sorted((args.run / LETTERS).glob("*.pdf"))
    if not batches:
        raise InputError(f"{args.run}: no batch was printed there; run 'notices letters' first")
    folder = private.folder(args.to)
    sealed = {
        f"{path.name}{mailhouse.SUFFIX}": mailhouse.seal(
            path, folder / f"{path.name}{mailhouse.SUFFIX}", public
        )
        for path in batches
    }
    return Outcome(f"{len(sealed)} batches encrypted to the mail house in {folder}", {"files": sealed})
