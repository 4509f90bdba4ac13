"""``clerestory log follow DIR FILE...``: the servers' logs go into a sink apart from the servers, and are kept there."""

import argparse
from pathlib import Path

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.incidents.follow import followed

HELP = "take new lines of the servers' logs over into the sink; `incident watch` goes on with every file named once"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser, before_files=True)
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="logs to follow from now on, beside those named before",
    )


def act(args: argparse.Namespace) -> Outcome:
    """Take over what is new."""
    if missing := [str(file) for file in args.files if not file.is_file()]:
        raise InputError(f"{', '.join(missing)}: no such file; name the logs that the servers write")
    governed = officer.opened(args)
    lines = respond.follow_logs(governed, args.files)
    files = [str(file) for file in followed(respond.sink_of(governed))]
    return Outcome(f"{lines:,} new lines from {len(files)} files", {"lines": lines, "files": files})
