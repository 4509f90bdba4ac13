"""``clerestory release publish D``: put the signed release in place, in one step."""

import argparse
from pathlib import Path

from clerestory.acts import publish
from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.governance.signing import expiry

HELP = "put the signed release in place of the published one"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="the folder with staged/, published/, trust/ and keys/"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Publish."""
    places = publish.Places.below(args.folder.absolute())
    with Steps() as steps:
        steps.step("Publishing the signed release")
        release = publish.publish(places, expiry.now(), steps)
    statement = release.statement
    result = {
        "release": statement.release,
        "version": statement.versions.targets,
        "files": len(statement.targets),
        "bundle": statement.bundle,
        "expires_at": statement.expires_at.isoformat(),
    }
    return Outcome(
        f"Published {statement.release}: {len(statement.targets)} files in {places.published}", result
    )
