"""``clerestory serve D``: the published release of D on this machine."""

import argparse
import json
import sys
from pathlib import Path

from clerestory.acts import serve
from clerestory.acts.places import Places
from clerestory.cli import numbers
from clerestory.cli.outcome import Outcome
from clerestory.public.server.run import Listen

HELP = "serve a published release: exactly what was signed, and nothing else"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "folder", type=Path, nargs="?", default=Path(), metavar="DIR",
        help="the project, or the folder with published/ and trust/ in it (default: here)",
    )  # fmt: skip
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen at (default: this machine alone)"
    )
    parser.add_argument(
        "--port", type=numbers.port, default=8000, help="the port; 0 takes a free one (default: 8000)"
    )
    parser.add_argument(
        "--workers", type=numbers.within(1, 256), default=2, help="processes that answer (default: 2)"
    )
    parser.add_argument("--trust", type=Path, help="the folder with the pinned root (default: DIR/trust)")
    parser.add_argument(
        "--metrics",
        default="",
        metavar="HOST:PORT|SOCKET",
        help="where /metrics and /health are, apart from the site",
    )
    parser.add_argument(
        "--log", type=Path, metavar="FILE", help="a file for the log too: only added to, chained"
    )
    parser.add_argument(
        "--while", dest="starter", type=numbers.at_least_one, metavar="PID",
        help="end when the process that started this one has",
    )  # fmt: skip
    parser.add_argument(
        "--accesses", type=Path, metavar="FILE",
        help="a file for who asked for what, chained: needed to count downloads after an exposure",
    )  # fmt: skip


def act(args: argparse.Namespace) -> Outcome:
    """Serve until told to stop."""
    if args.starter:
        serve.end_with(args.starter)
    usual = Places.at(args.folder.absolute())
    places = Places(usual.staged, usual.published, args.trust or usual.trust, usual.keys)
    log, accesses = (str(file.absolute()) if file else "" for file in (args.log, args.accesses))
    listen = Listen(args.host, args.port, args.workers, args.metrics, log, accesses)
    serve.serve(places, listen, lambda address: say(address, args))
    return Outcome()


def say(address: str, args: argparse.Namespace) -> None:
    """Tell where the portal is served."""
    sys.stdout.write(json.dumps({"address": address}) + "\n" if args.json else f"Serving at {address}\n")
    sys.stdout.flush()
