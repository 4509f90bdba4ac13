"""``clerestory claim receive DIR --channel phone``: a message from outside becomes a claim, with a receipt."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from clerestory.cli import moments, officer
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.approval.incidents import BY_PEOPLE, Severity
from clerestory.governance.incidents.intake import SERIOUS, Channel

HELP = "take a message in, by whatever door it came: claim, receipt, legal hold, comparison, brief"
CHANNELS = {"web": Channel.WEB, "email": Channel.EMAIL, "phone": Channel.PHONE, "social": Channel.SOCIAL,
            "security": Channel.SECURITY}  # fmt: skip
MOST = 200_000_000  # bytes of all attachments of one message


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--channel", required=True, choices=tuple(CHANNELS), help="by which door it came")
    parser.add_argument(
        "--words", type=Path, metavar="FILE", help="what was said (default: read from stdin); it is sealed"
    )
    parser.add_argument(
        "--values",
        type=Path,
        metavar="FILE",
        help="quoted values, one a line; sealed, compared with the vault",
    )
    parser.add_argument(
        "--attach", type=Path, action="append", default=[], metavar="FILE", help="an attachment (repeatable)"
    )
    parser.add_argument("--path", default="", help="the address that was named, if one was")
    parser.add_argument("--release", default="", help="which release (default: the published one)")
    parser.add_argument(
        "--collection", action="append", default=[], metavar="NAME", help="only these (default: all)"
    )
    parser.add_argument(
        "--severity", choices=[each.value for each in BY_PEOPLE], default=SERIOUS.value,
        help="S1 slight, S4 grave (default: S2, serious until shown otherwise)",
    )  # fmt: skip
    parser.add_argument("--time", default="", metavar="ISO", help="when it was said (default: now)")


def act(args: argparse.Namespace) -> Outcome:
    """Take it in."""
    from clerestory.acts import respond
    from clerestory.governance.incidents.sealed import Words

    text = _read(args.words).decode("utf-8", "replace") if args.words else sys.stdin.read()
    values = _read(args.values).decode("utf-8", "replace").splitlines() if args.values else []
    attached = _attached(args.attach)
    words = Words(text, tuple(each.strip() for each in values if each.strip()), attached)
    report = respond.Report(
        CHANNELS[args.channel], words, args.path, args.release, tuple(args.collection),
        Severity(args.severity), moments.moment(args.time, "--time") if args.time else None,
    )  # fmt: skip
    governed = officer.opened(args)
    answered = respond.receive(governed, officer.actor(args, governed), report)
    received = answered.received
    result = {
        "incident": received.incident, "claim": received.claim, "merged": received.merged, "joined": received.joined,
        "receipt": received.receipt, "received_at": received.at.isoformat(), "matching": answered.matching,
        "severity": answered.severity.value,
    }  # fmt: skip
    compared = (
        "not compared"
        if answered.matching is None
        else f"{answered.matching} of {len(words.values)} quoted values match"
    )
    return Outcome(f"{received.receipt}\n{answered.severity.value}; {compared}; all logs are held", result)


def _attached(files: Sequence[Path]) -> tuple[tuple[str, bytes], ...]:
    """What is attached is sealed and opened in memory."""
    if sum(path.stat().st_size for path in files if path.is_file()) > MOST:
        raise InputError(
            f"--attach: together more than {MOST // 10**6} MB; leave them where they lie and look with `clerestory probe`"
        )
    return tuple((path.name, _read(path)) for path in files)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise InputError(f"{path}: cannot be read; give a file that is there") from None
