"""``clerestory takedown RELEASE|DASHBOARD|all --reason ...``: off, now, by one officer."""

import argparse
from pathlib import Path

from clerestory.acts.places import Places
from clerestory.cli.outcome import Outcome
from clerestory.cli.passphrase import add_file, passphrase
from clerestory.governance.signing import keyfile

HELP = "take a release, a dashboard or everything off the public site, at once"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "target",
        metavar="RELEASE|DASHBOARD|all",
        help="what is taken off, with all that shares its data; or dataset:NAME, column:NAME, configuration:FILE",
    )
    parser.add_argument(
        "folder", type=Path, metavar="DIR", nargs="?", default=Path(), help="the publication (default: here)"
    )
    parser.add_argument("--reason", required=True, help="why, in a sentence; it stays inside")
    parser.add_argument("--officer", metavar="ID", help="who does it (default: whoever's key is here)")
    parser.add_argument("--key", type=Path, metavar="FILE", help="their key (default: found in DIR/keys)")
    add_file(parser)
    parser.add_argument(
        "--site", metavar="URL", help="where to check from outside (default: the server on this machine)"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Take it off, then ask for every address as a stranger would, and for what stays up too."""
    places = Places.at(args.folder.absolute())
    key = args.key or keyfile.find_any(places.keys, args.officer)
    stretched = keyfile.meanwhile(key, passphrase(places.keys, key, args.passphrase_file))
    from clerestory.acts import takedown
    from clerestory.governance.signing import expiry, keys

    signer = keys.open_stretched(key, stretched())
    done = takedown.takedown(places, args.target, args.reason, [signer], expiry.now())
    from clerestory.acts import aftermath  # what comes after the notice is loaded after it
    from clerestory.cli import release_copy

    followed = aftermath.follow(places, [done], [signer], args.site or "")
    result = {
        "target": done.notice.target,
        "through": done.notice.through,
        "by": keyfile.holder_of(key).officer,
        "addresses": len(done.paths),
        "down": sorted({*done.down, *followed.unproven}),
        "up": [name for name in done.up if name not in followed.unproven],
        "unproven": list(followed.unproven),
        "was_down": done.was_down,
        "checked_at": followed.site,
        "destinations": followed.copied,
    }
    told = "\n".join(aftermath.sentences([done], followed))
    return Outcome(told, result, release_copy.exit_code(followed.copied))
