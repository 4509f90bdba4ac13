"""``clerestory keys lost D --officer ID``: one person's key is lost."""

import argparse
from dataclasses import asdict

from clerestory.acts import rotate
from clerestory.acts.places import Places
from clerestory.cli import next_root
from clerestory.cli.outcome import Outcome
from clerestory.governance.signing import expiry

HELP = "propose a root without a lost key: who held it can no longer sign"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    next_root.of_a_key_that_is_gone(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Propose the next root."""
    places = Places.below(args.folder.absolute())
    rotated = rotate.propose(places, args.add, [args.officer], expiry.now())
    text = (
        f"Root {rotated.version} is proposed without the lost key of {args.officer}; {rotated.missing} custodians must "
        "sign it (`clerestory keys sign`); what is published is signed and published again under it"
    )
    return Outcome(text, {**asdict(rotated), "officer": args.officer})
