"""``clerestory notices letters``: every person's letter, in batches, begun again where it stopped."""

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from clerestory.cli import numbers
from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.errors import InputError
from clerestory.governance.notices import key, notice
from clerestory.governance.notices.run import BATCH, Mailing, run

HELP = "allot a code to everybody affected and set their letters as tagged PDF, in batches"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "addresses", type=Path, metavar="ADDRESSES.csv", help="the address file, made in the vault"
    )
    parser.add_argument("--notice", type=Path, required=True, metavar="N.toml", help="what the letters say")
    parser.add_argument(
        "--pool", type=Path, required=True, metavar="CODES.txt", help="the vendor's codes, one a line"
    )
    parser.add_argument(
        "--key", type=Path, required=True, metavar="KEY", help="seals the codes; made if not there"
    )
    parser.add_argument("--to", type=Path, required=True, metavar="RUN", help="the run's folder, owner-only")
    parser.add_argument(
        "--workers",
        type=numbers.within(1, 256),
        default=2,
        metavar="N",
        help="processes that set letters (2)",
    )
    parser.add_argument(
        "--batch", type=numbers.at_least_one, default=BATCH, metavar="N", help=f"letters in a file ({BATCH})"
    )
    add_today(parser)


def add_today(parser: argparse.ArgumentParser) -> None:
    """The day that commands of notices judge by."""
    parser.add_argument("--today", metavar="DAY", help="judge by this day instead of today's")


def today(args: argparse.Namespace) -> date:
    """That day."""
    try:
        return date.fromisoformat(args.today) if args.today else date.today()  # noqa: DTZ011  (the office's day)
    except ValueError:
        raise InputError("--today: no date; write 2026-01-31") from None


def act(args: argparse.Namespace) -> Outcome:
    """Make the letters."""
    if args.workers < 1 or args.batch < 1:
        raise InputError("--workers and --batch: give 1 or more")
    mailing = Mailing(
        folder=args.to,
        notice=notice.read(args.notice),
        addresses=args.addresses,
        pool=args.pool,
        key=key.create(args.key),
        today=today(args),
        workers=args.workers,
        batch=args.batch,
    )
    with Steps() as steps:
        told = run(mailing, steps)
    return Outcome(text_of(told), told)


def text_of(told: Mapping[str, Any]) -> str:
    """The counts for people."""
    lines = [f"{told['people']:,} people: {told['ended']:,} ended, {told['open']:,} open"]
    lines += [f"  {name:<14} {count:>9,}" for name, count in told["fates"].items() if count]
    lines += [f"  task: {name.lower().replace('_', ' ')} {count:,}" for name, count in told["tasks"].items()]
    lines += [f"{told['letters']:,} letters in {told['batches']:,} batches, {told['pages']:,} pages"]
    codes = told["codes"]
    lines += [f"{codes['allotted']:,} codes allotted, {codes['taken_up']:,} taken up, {codes['void']:,} void"]
    return "\n".join(lines)
