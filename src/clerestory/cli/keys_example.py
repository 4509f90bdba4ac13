"""``clerestory keys example D``: every key of a project at once, on one machine, for trying it out."""

import argparse
from pathlib import Path

from clerestory.acts.publish import Places
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.signing import ceremony, expiry
from clerestory.project.read import read

HELP = "make every key of a project on this machine, for trying it out; a real office holds a ceremony"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder with project/ in it")


def act(args: argparse.Namespace) -> Outcome:
    """Make the keys of everybody whose role signs, the custodians' and the online ones; pin the root."""
    project = read(args.folder.absolute())
    places = Places.of(project.places)
    if places.trust.exists() or any(places.keys.glob("*")):
        raise InputError(f"{places.keys}: keys or a root of trust are there already; nothing was made")
    made = ceremony.ceremony_of(project.people, project.policy.signatures)
    ceremony.hold_example(places.keys, places.trust, made, expiry.now())
    officers = [holder.officer for holder in made.officers]
    return Outcome(
        f"Made the keys of {', '.join(officers)} in {places.keys}, with their passphrases beside them: "
        "never publish real statistics with these.",
        {"keys": str(places.keys), "officers": officers},
    )
