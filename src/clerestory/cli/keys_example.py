"""``clerestory keys example D``: every key of a project at once, on one machine, for trying it out."""

import argparse
from pathlib import Path

from clerestory.acts import found
from clerestory.acts.places import Places
from clerestory.cli.outcome import Outcome
from clerestory.project.read import project_folder, read

HELP = "make every key of a project on this machine, for trying it out; a real office holds a ceremony"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder with project/ in it")


def act(args: argparse.Namespace) -> Outcome:
    """Make the keys of everybody whose role signs, the custodians' and the online ones; pin the root."""
    project = read(project_folder(args.folder.absolute()))
    officers, keys = found.example_keys(project), Places.of(project.places).keys
    return Outcome(
        f"The keys of {', '.join(officers)} lie in {keys}, with their passphrases beside them: "
        "never publish real statistics with these.",
        {"keys": str(keys), "officers": officers},
    )
