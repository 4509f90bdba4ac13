"""``clerestory log check FILE``: does every line of the server's log follow the one before it?"""

import argparse
from pathlib import Path

from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError, Refused
from clerestory.public.server import sink

HELP = "check that no line of the server's log was changed, removed, put in or moved"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="the file that `clerestory serve --log` writes"
    )
    parser.add_argument(
        "--last", default="", metavar="SHA256", help="the last line's digest, as noted earlier"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Follow the chain; with ``--last`` a log that was cut off behind it is seen too."""
    try:
        lines, last, known = sink.check(args.file, args.last.lower())
    except OSError as error:
        raise InputError(f"{args.file}: cannot be read ({error.strerror})") from None
    if args.last and not known:
        raise Refused(f"{args.file}: the line noted earlier is not there; the log was cut off or replaced")
    result = {"file": str(args.file), "lines": lines, "last": last}
    return Outcome(f"{lines} lines, each follows the one before; the last is {last}", result)
