"""``clerestory incident exposure``: how often was it downloaded, by how many, under a written definition."""

import argparse
from pathlib import Path

from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.governance.incidents.forensics.exposure import Exposure
from clerestory.release import whole

HELP = "count the downloads of what was exposed, from access logs, under a written definition"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("logs", nargs="+", type=Path, metavar="LOGS", help="log files or folders of them")
    parser.add_argument(
        "--definition", type=Path, required=True, metavar="D.toml", help="what counts as a download"
    )
    parser.add_argument(
        "--report", type=Path, metavar="OUT.html", help="write a page with the figures and pictures"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Count, and tell what the count rests on."""
    from clerestory.acts.exposure import count

    with Steps() as steps:
        found = count(args.logs, args.definition, steps)
    if args.report is not None:
        _write(args.report, found)
    return Outcome(text_of(found), found.as_json())


def _write(path: Path, found: Exposure) -> None:
    from clerestory.governance.incidents.forensics.page import page

    whole.write(path, page(found).encode())


def text_of(found: Exposure) -> str:
    """The figures for people."""
    told = found.as_json()
    lines = [
        f"{told['downloads']:,} downloads ({told['full']:,} full, {told['part']:,} in part) "
        f"from {told['addresses']:,} addresses in {told['hours']:g} hours",
        f"  from {told['first']} to {told['last']}",
        f"  {told['words']}",
        "",
        f"{'under another definition':<58} {'downloads':>9} {'addresses':>9}",
        *(
            f"  {each.words:<56} {each.downloads:>9,} {each.addresses:>9,}  {each.why}"
            for each in found.others
        ),
        "",
        f"{told['lines']:,} lines in {sum(found.files.values())} files, {told['malformed']:,} of them malformed",
    ]
    lines += [f"  no line at all in the hour from {begins}" for begins, _ in told["gaps"]]  # type: ignore[attr-defined]
    lines += [f"  not read, as no format names it: {path}" for path in found.unread]
    return "\n".join(lines)
