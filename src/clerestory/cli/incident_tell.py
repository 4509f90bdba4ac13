"""``clerestory incident tell X-1 DIR --to ID --fact ...``: who told whom what."""

import argparse

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.office import room

HELP = "record that somebody was told something, with which facts and which evidence"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--to", required=True, metavar="WHO", help="who was told")
    for name, told in (
        ("fact", "a fact that was told"), ("left-out", "a fact that was known and not told"),
        ("statement", "an assurance that was passed on: e-0051"), ("evidence", "the evidence shown with it: e-0042"),
    ):  # fmt: skip
        parser.add_argument(
            f"--{name}", action="append", default=[], metavar="TEXT", help=f"{told} (repeatable)"
        )


def act(args: argparse.Namespace) -> Outcome:
    """Record it."""
    told = {
        "facts": args.fact,
        "left_out": args.left_out,
        "statements": args.statement,
        "evidence": args.evidence,
    }
    governed = officer.opened(args)
    by = officer.actor(args, governed)
    with respond.changing(governed, args.incident):
        room.tell(governed.desk, by, args.incident, args.to, told)
    return Outcome(f"{args.to} was told", {"incident": args.incident, "to": args.to, **told})
