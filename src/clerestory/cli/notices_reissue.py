"""``clerestory notices reissue``: a new code and letter for one person."""

import argparse
from pathlib import Path

from clerestory.cli.notices_letters import add_today, today
from clerestory.cli.outcome import Outcome
from clerestory.governance.notices import key, notice
from clerestory.governance.notices.run import reissue

HELP = "void one person's code, allot a new one and set their letter again"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("number", metavar="NUMBER", help="the number of the notice")
    parser.add_argument("--run", type=Path, required=True, metavar="RUN", help="the run's folder")
    parser.add_argument("--addresses", type=Path, required=True, metavar="ADDRESSES.csv")
    parser.add_argument("--notice", type=Path, required=True, metavar="N.toml")
    parser.add_argument("--pool", type=Path, required=True, metavar="CODES.txt")
    parser.add_argument("--key", type=Path, required=True, metavar="KEY")
    add_today(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Do it."""
    told = reissue(
        args.run,
        args.number,
        args.addresses,
        notice.read(args.notice),
        args.pool,
        key.read(args.key),
        today(args),
    )
    return Outcome(f"issue {told['issue']} of that notice: {told['file']}", told)
