"""``clerestory notices status``: where everybody's notice stands, in counts."""

import argparse
from pathlib import Path

from clerestory.cli.notices_letters import add_today, text_of, today
from clerestory.cli.outcome import Outcome
from clerestory.governance.notices import run

HELP = "tell in counts where the notices of a run stand, and what is open"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("run", type=Path, metavar="RUN", help="the run's folder")
    add_today(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Count."""
    book = run.register_of(args.run)
    try:
        told = run.status(book, today(args))
    finally:
        book.close()
    return Outcome(text_of(told), told)
