"""``clerestory takedown RELEASE|DASHBOARD|all --reason ...``: off, now, by one officer."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from clerestory.acts.places import Places
from clerestory.cli.outcome import Outcome
from clerestory.cli.passphrase import add_file, passphrase
from clerestory.errors import UntrustedRelease
from clerestory.governance.signing import keyfile

if TYPE_CHECKING:  # loaded while the passphrase is stretched
    from clerestory.acts.takedown import Done

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
    places = _places(args.folder.absolute())
    key = args.key or keyfile.find_any(places.keys, args.officer)
    stretched = keyfile.meanwhile(key, passphrase(places.keys, key, args.passphrase_file))
    from clerestory.acts import takedown
    from clerestory.governance.signing import expiry, keys

    signer = keys.open_stretched(key, stretched())
    done = takedown.takedown(places, args.target, args.reason, [signer], expiry.now())
    from clerestory.acts import everywhere  # what comes after the notice is loaded after it
    from clerestory.cli import release_copy

    gone = everywhere.everywhere(places, [done], [signer], args.site or "")
    if gone.still_served:
        raise UntrustedRelease(gone.still_served)
    site, unproven, copied = gone.site, gone.unproven, gone.copies
    result = {
        "target": done.notice.target,
        "through": done.notice.through,
        "by": keyfile.holder_of(key).officer,
        "addresses": len(done.paths),
        "down": sorted({*done.down, *unproven}),
        "up": [name for name in done.up if name not in unproven],
        "unproven": list(unproven),
        "was_down": done.was_down,
        "checked_at": site,
        "destinations": list(copied),
    }
    told = "\n".join(filter(None, (_sentence(done, unproven, site), release_copy.sentence(copied))))
    return Outcome(told, result, release_copy.exit_code(copied))


def _places(folder: Path) -> Places:
    """The usual places; where nothing lies there, those that the project declares."""
    usual = Places.below(folder)
    if usual.trust.is_dir():
        return usual
    from clerestory.project.read import project_folder, read

    return Places.of(read(project_folder(folder)).places)


def _sentence(done: "Done", unproven: tuple[str, ...], site: str) -> str:
    first = "Was down already" if done.was_down else "Taken down"
    checked = (
        f"asked from outside, {site} serves none of them"
        if site
        else "not checked from outside: give --site URL"
    )
    lines = [f"{first}: {done.notice.target}, {len(done.paths)} files; {checked}"]
    if unproven:
        lines.append(f"Taken down too, not proven clean: {', '.join(unproven)}")
    if up := [name for name in done.up if name not in unproven]:
        lines.append(f"Still up: {', '.join(up)}")
    return "\n".join(lines)
