"""``clerestory probe``: what confidential content can a stranger reach in these files, folders or sites."""

import argparse
import json
import sys
from pathlib import Path

from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.errors import InputError
from clerestory.proof.probe.report import Report
from clerestory.release import whole

HELP = "look at files, folders and sites as a stranger would, for confidential content"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "targets", nargs="*", metavar="TARGET", help="a file, a folder, an archive or an address"
    )
    parser.add_argument(
        "--fingerprints", type=Path, metavar="F", help="the index that 'fingerprints build' made"
    )
    parser.add_argument("--key-file", type=Path, metavar="K", help="its key")
    parser.add_argument(
        "--schema",
        type=Path,
        metavar="FILE",
        help="a release's declared schema: any other column is a finding",
    )
    parser.add_argument(
        "--pictures",
        choices=("read", "ignore"),
        default="read",
        help="a picture that cannot be read is inconclusive, unless ignored",
    )
    parser.add_argument(
        "--off",
        action="append",
        default=[],
        choices=("structure", "pattern", "small-count"),
        help="switch off a kind of finding; may be repeated",
    )
    parser.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help="an API token, by which a live product's settings are read beside the visit",
    )
    parser.add_argument(
        "--watch-folder",
        type=Path,
        metavar="DIR",
        help="probe each new or changed file of an outgoing folder, until stopped; one JSON line each",
    )
    parser.add_argument(
        "--quarantine", type=Path, metavar="DIR", help="move what is not clean there; with --watch-folder"
    )
    parser.add_argument(
        "--memory",
        type=Path,
        metavar="FILE",
        help="where the watch remembers what it has seen (default: with this user's state, apart from the folder)",
    )
    parser.add_argument("--sarif", type=Path, metavar="OUT", help="write the findings as SARIF")
    parser.add_argument("--report", type=Path, metavar="OUT.html", help="write a report to read")


def act(args: argparse.Namespace) -> Outcome:
    """Probe the targets."""
    from clerestory.proof.probe.run import probe

    if bool(args.targets) == bool(args.watch_folder):
        raise InputError("what is to be probed? give files, folders or addresses, or --watch-folder DIR")
    if (args.quarantine or args.memory) and not args.watch_folder:
        raise InputError(
            "--quarantine and --memory belong to --watch-folder; give the folder, or leave them out"
        )
    if args.watch_folder:
        return _watched(args)
    with Steps() as steps:
        steps.step("probe")
        report = probe(
            *args.targets, fingerprints=args.fingerprints, key_file=args.key_file, schema=args.schema,
            pictures=args.pictures, off=tuple(args.off), token=_token(args.token_file), progress=steps,
        )  # fmt: skip
    _written(args, report)
    return Outcome(text_of(report), report.as_json(), report.exit_code)


def _token(path: Path | None) -> str:
    try:
        return path.read_text("utf-8").strip() if path else ""
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{path}: no token can be read; give a file that holds the token alone") from None


def _watched(args: argparse.Namespace) -> Outcome:
    """Tell each event as it happens; ends only when it is stopped."""
    from clerestory.proof.probe.run import watched

    for event in watched(
        args.watch_folder, fingerprints=args.fingerprints, key_file=args.key_file, schema=args.schema,
        pictures=args.pictures, off=tuple(args.off), quarantine=args.quarantine, memory=args.memory,
    ):  # fmt: skip
        sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return Outcome()


def _written(args: argparse.Namespace, report: Report) -> None:
    from clerestory.proof.probe import page, render

    for path, made in ((args.sarif, render.sarif), (args.report, page.html)):
        if path is not None:
            whole.write(path, made(report).encode())


def text_of(report: Report) -> str:
    """The report for people: the verdict, where and what, and what could not be read."""
    lines = [f"{report.verdict.value}: {_summary(report)}"]
    for finding in report.findings:
        place = f"{finding.path} {finding.inside}".strip()
        lines.append(
            f"  {finding.kind.value:<12} {place} ({finding.visibility.value}): "
            f"{finding.rows} rows, {finding.people} people, {finding.evidence_bits:.0f} bits; {finding.why}"
        )
    lines += [
        f"  not read     {one.path} {one.inside}: {one.trouble}" for one in report.ledger if one.trouble
    ]
    lines += [
        f"  canary       not found by the reader for {one.reader}" for one in report.canary if not one.found
    ]
    return "\n".join(lines)


def _summary(report: Report) -> str:
    files = len({account.path for account in report.ledger})
    unread = sum(1 for account in report.ledger if account.trouble)
    return f"{files} files, {len(report.findings)} findings, {report.people} people, {unread} parts not read"
