"""``clerestory notices record``: what became of the letters and the codes."""

import argparse
from pathlib import Path
from typing import Any

from clerestory.cli import numbers
from clerestory.cli.notices_letters import add_today, text_of, today
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.notices import codes, key, outcomes, run

HELP = "record batches handed to the post, returned letters and their end, and codes in use"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("run", type=Path, metavar="RUN", help="the run's folder")
    parser.add_argument(
        "--sent", nargs="*", type=numbers.count, metavar="BATCH", help="batches handed over; none named: all"
    )
    parser.add_argument("--events", type=Path, metavar="EVENTS.csv", help="number,event,reason a line")
    parser.add_argument("--in-use", type=Path, metavar="CODES.txt", help="codes that the vendor saw in use")
    parser.add_argument("--key", type=Path, metavar="KEY", help="the run's key (with --in-use)")
    add_today(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Record them, and tell where everybody stands."""
    if args.in_use and not args.key:
        raise InputError("--in-use: give --key too, codes are known by it")
    book, day = run.register_of(args.run), today(args)
    told: dict[str, Any] = {}
    try:
        if args.sent is not None:
            told["handed_over"] = outcomes.hand_over(book, args.sent, day)
        if args.events:
            told["events"] = outcomes.record(book, args.events, day)
        if args.in_use:
            told["in_use"] = codes.take_up(book, codes.read_pool(args.in_use), key.read(args.key), day)
        told |= run.status(book, day)
    finally:
        book.close()
    return Outcome(text_of(told), told)
