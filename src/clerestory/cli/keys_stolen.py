"""``clerestory keys stolen D --officer ID``: one person's key is in other hands."""

import argparse
from dataclasses import asdict

from clerestory.acts import rotate
from clerestory.cli import key_ended
from clerestory.cli.outcome import Outcome

HELP = "propose a root without a stolen key, and name what it signed"
arguments = key_ended.arguments


def act(args: argparse.Namespace) -> Outcome:
    """Propose the next root; nothing that the key signed can be trusted because of it."""
    signed = rotate.signed_by(key_ended.places(args), args.officer)
    rotated = key_ended.proposed(args)
    text = (
        f"Root {rotated.version} is proposed without the keys of {args.officer}; {rotated.missing} custodians must sign "
        f"it now (`clerestory keys sign`)\nBears this person's signature: {', '.join(signed) or 'no release'}; "
        "look at each, and in doubt `clerestory takedown` first"
    )
    return Outcome(text, {**asdict(rotated), "officer": args.officer, "signed": list(signed)})
