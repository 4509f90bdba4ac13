"""``clerestory keys sign D --key FILE``: one custodian signs the proposed root of trust."""

import argparse
from dataclasses import asdict
from pathlib import Path

from clerestory.acts import rotate
from clerestory.acts.places import Places
from clerestory.cli.outcome import Outcome
from clerestory.cli.passphrase import add_file, passphrase
from clerestory.governance.signing import expiry

HELP = "sign the proposed root of trust as one custodian; with enough signatures it is in force"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder with trust/ in it")
    parser.add_argument("--key", type=Path, metavar="FILE", required=True, help="the custodian's key")
    add_file(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Sign, and say how far it is."""
    places = Places.below(args.folder.absolute())
    key = args.key.absolute()
    rotated = rotate.add_custodian(
        places, key, passphrase(places.keys, key, args.passphrase_file), expiry.now()
    )
    return Outcome(_sentence(rotated), asdict(rotated))


def _sentence(rotated: rotate.Rotated) -> str:
    if rotated.missing:
        return f"Signed; {rotated.missing} more must sign root {rotated.version}"
    done = f"Root {rotated.version} is in force: fingerprint {rotated.fingerprint}"
    if rotated.not_renewed:
        return f"{done}\nThe published release does not hold under it: sign and publish again ({rotated.not_renewed})"
    return done
