"""``clerestory release copy D --to URL``: what is published, verified, to a folder or a store that others serve."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from clerestory.acts import copy
from clerestory.acts.places import Places
from clerestory.cli.outcome import DONE, Outcome
from clerestory.errors import COULD_NOT_LOOK, FOUND, InputError
from clerestory.governance.signing import expiry

HELP = "copy what is published, verified, to where others serve it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "folder", type=Path, nargs="?", default=Path(), metavar="DIR",
        help="the project, or the folder with published/ and trust/ in it (default: here)",
    )  # fmt: skip
    add_to(parser)


def add_to(parser: argparse.ArgumentParser) -> None:
    """Destinations."""
    parser.add_argument(
        "--to", action="append", default=[], metavar="URL",
        help="a folder, s3://, az:// or gs://; it is remembered, and every later publication goes there too",
    )  # fmt: skip


def act(args: argparse.Namespace) -> Outcome:
    """Copy to every destination."""
    done = copy.copy_to_all(Places.at(args.folder.absolute()), args.to, expiry.now())
    if not done:
        raise InputError("no destination is known; name one with --to")
    return Outcome(sentence(done), {"destinations": done}, exit_code(done))


def exit_code(done: Sequence[dict[str, object]]) -> int:
    """A copy that failed, or was refused, is told by it."""
    if any("error" in each for each in done):
        return COULD_NOT_LOOK
    return FOUND if any("refused" in each for each in done) else DONE


def sentence(done: Sequence[dict[str, object]]) -> str:
    """A line a destination."""
    return "\n".join(copy.sentences(done))
