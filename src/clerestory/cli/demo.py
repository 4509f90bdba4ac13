"""``clerestory demo [DIR]``: the California example, from made-up records to a served portal."""

import argparse
import json
import sys
from pathlib import Path

from clerestory.acts import serve, workbench
from clerestory.acts.demo import Demo, demo
from clerestory.acts.places import Places
from clerestory.cli import numbers
from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.cli.serve import say
from clerestory.project.read import read
from clerestory.public.server.run import Listen

HELP = "make the California example from made-up records, publish it and serve the portal"
FOLDER = "clerestory-demo"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "folder", type=Path, nargs="?", default=Path(FOLDER), metavar="DIR",
        help=f"a new or empty folder (default: {FOLDER})",
    )  # fmt: skip
    parser.add_argument("--full", action="store_true", help="all 8.7 million sales, not a tenth of them")
    parser.add_argument("--no-serve", action="store_true", help="end when the release is published")
    parser.add_argument(
        "--port",
        type=numbers.within(0, numbers.LAST_PORT - 100),
        default=8000,
        help="the port; 0 takes a free one (default: 8000)",
    )


def act(args: argparse.Namespace) -> Outcome:
    """Make it; unless told otherwise, serve it until stopped."""
    folder = args.folder.absolute()
    with Steps() as steps:
        made = demo(folder, full=args.full, progress=steps)
    if not args.no_serve:
        _serve(folder, args)
        return Outcome()
    return Outcome(_told(made), {"folder": str(made.folder), **made.figures})


def _serve(folder: Path, args: argparse.Namespace) -> None:
    """The portal, and the workbench beside it, until told to stop."""
    with workbench.beside(folder, args.port and args.port + 100) as workbench_address:
        listen = Listen("127.0.0.1", args.port, 1)
        serve.serve(
            Places.below(folder), listen, lambda address: _say(address, workbench_address(), folder, args)
        )


def _say(portal: str, desk: str, folder: Path, args: argparse.Namespace) -> None:
    """Where both are, and where the one-time invitations lie."""
    if not desk:
        say(portal, args)
        return
    invitations = workbench.invite_everybody(read(folder), desk)
    if args.json:
        told = json.dumps({"address": portal, "workbench": desk, "invitations": str(invitations)})
    else:
        told = (
            f"Serving at {portal}\nThe workbench is at {desk}\n"
            f"Become one of its made-up people with a one-time address of {invitations}"
        )
    sys.stdout.write(told + "\n")
    sys.stdout.flush()


def _told(made: Demo) -> str:
    told = made.figures
    return (
        f"Published release {told['release']} in {made.folder / 'published'}: {told['files']} files, "
        f"{told['published']:,} numbers, {told['withheld']:,} withheld, "
        f"{told['determined']} of {told['unsafe']:,} unsafe cells determined. "
        f"See it: clerestory serve {made.folder}"
    )
