"""``clerestory release build D``: count, protect, attack, recount, lay out, probe; stage the release."""

import argparse
from pathlib import Path

from clerestory.acts.build import build
from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.project.read import project_folder, read

HELP = "build and try the release that a project declares; nothing becomes public"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="the project, or the folder with project/ in it"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Build, and give the figures of every trial."""
    project = read(project_folder(args.folder.absolute()))
    with Steps() as steps:
        built = build(project, steps)
    told = built.figures
    text = (
        f"Staged release {told['release']} in {built.folder}: bundle {told['bundle']}\n"
        f"{told['published']:,} numbers shown and counted again, {told['differing']} differ; "
        f"{told['withheld']:,} withheld; {told['determined']} of {told['unsafe']:,} unsafe cells determined, "
        f"{told['narrow']} narrow. The probe found nothing."
    )
    return Outcome(text, told)
