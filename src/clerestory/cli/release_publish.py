"""``clerestory release publish D``: put the signed release in place, in one step."""

import argparse

from clerestory.acts import copy, officiate
from clerestory.cli import officer, release_copy
from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.governance.signing import expiry
from clerestory.vocabulary.roles import Role

HELP = "put the approved and signed release in place of the published one"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser, Role.PUBLISHER)
    parser.add_argument(
        "--site",
        default="",
        metavar="URL",
        help="where to look from outside (default: what this machine serves)",
    )
    release_copy.add_to(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Publish what was approved and signed; nothing else, whoever asks."""
    governed = officer.opened(args)
    by = officer.actor(args, governed, Role.PUBLISHER)
    with Steps() as steps:
        steps.step("Publishing the signed release")
        release = officiate.publish_release(governed, by, expiry.now(), steps, args.site)
    copied = copy.copy_to_all(governed.places, args.to, expiry.now())
    statement = release.statement
    result = {
        "release": statement.release,
        "version": statement.versions.targets,
        "files": len(statement.targets),
        "bundle": statement.bundle,
        "expires_at": statement.expires_at.isoformat(),
        "destinations": copied,
    }
    text = f"Published {statement.release}: {len(statement.targets)} files in {governed.places.published}"
    told = "\n".join(filter(None, (text, release_copy.sentence(copied))))
    return Outcome(told, result, release_copy.exit_code(copied))
