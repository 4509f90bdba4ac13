"""``clerestory keys stolen D --officer ID``: one person's key is in other hands."""

import argparse
from dataclasses import asdict

from clerestory.acts import rotate
from clerestory.acts.places import Places
from clerestory.cli import next_root
from clerestory.cli.outcome import Outcome
from clerestory.governance.signing import expiry

HELP = "propose a root without a stolen key, and name what it signed"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    next_root.of_a_key_that_is_gone(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Propose the next root; nothing that the key signed can be trusted because of it."""
    places = Places.below(args.folder.absolute())
    signed = rotate.signed_by(places, args.officer)
    rotated = rotate.propose(places, args.add, [args.officer], expiry.now())
    text = (
        f"Root {rotated.version} is proposed without the keys of {args.officer}; {rotated.missing} custodians must sign "
        f"it now (`clerestory keys sign`)\nBears this person's signature: {', '.join(signed) or 'no release'}; "
        "look at each, and in doubt `clerestory takedown` first"
    )
    return Outcome(text, {**asdict(rotated), "officer": args.officer, "signed": list(signed)})
