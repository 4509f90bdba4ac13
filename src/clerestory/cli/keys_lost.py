"""``clerestory keys lost D --officer ID``: one person's key is lost."""

import argparse
from dataclasses import asdict

from clerestory.cli import key_ended
from clerestory.cli.outcome import Outcome

HELP = "propose a root without a lost key: who held it can no longer sign"
arguments = key_ended.arguments


def act(args: argparse.Namespace) -> Outcome:
    """Propose the next root."""
    rotated = key_ended.proposed(args)
    text = (
        f"Root {rotated.version} is proposed without the lost key of {args.officer}; {rotated.missing} custodians must "
        "sign it (`clerestory keys sign`); what is published is signed and published again under it"
    )
    return Outcome(text, {**asdict(rotated), "officer": args.officer})
