"""``clerestory release list D``: every release that was ever published here, and the one staged."""

import argparse
from pathlib import Path

from clerestory.acts.listing import Listed, releases
from clerestory.acts.places import Places
from clerestory.cli.outcome import Outcome

HELP = "list the releases of a publication: staged, published, earlier ones"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "folder", type=Path, nargs="?", default=Path(), metavar="DIR",
        help="the project, or the folder with published/ in it (default: here)",
    )  # fmt: skip


def act(args: argparse.Namespace) -> Outcome:
    """List, newest first."""
    listed = releases(Places.at(args.folder.absolute()))
    text = "\n".join(_line(each) for each in listed) or "No release yet."
    return Outcome(text, {"releases": [_result(each) for each in listed]})


def _line(each: Listed) -> str:
    signed = ", ".join(each.signed) or "nobody"
    partly = f", {each.withdrawn} withdrawn" if 0 < each.withdrawn < each.files else ""
    return f"{each.version:>4}  {each.state:<11}{each.release:<24}{each.files:>6} files{partly}  signed by {signed}"


def _result(each: Listed) -> dict[str, object]:
    return {
        "version": each.version,
        "state": each.state,
        "release": each.release,
        "bundle": each.bundle,
        "files": each.files,
        "withdrawn": each.withdrawn,
        "signed": list(each.signed),
    }
