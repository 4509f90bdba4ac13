"""``clerestory log verify EXPORT|DIR [--witness FILE]``: is the log whole, in order, and what was signed?"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from clerestory.acts import govern
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError, Refused
from clerestory.governance.log import keys, witness
from clerestory.governance.log.verify import Known, Verified, verify
from clerestory.governance.store import integrity

HELP = "verify an exported audit log; with a folder, its store against its log as well"
MORE = 1 << 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "export", type=Path, metavar="EXPORT|DIR", help="what log export wrote, or a publication"
    )
    parser.add_argument(
        "--witness", type=Path, metavar="FILE", help="what a witness keeps: shows that nothing was cut off"
    )
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help="the log's public key (log.pub), got on another way"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Verify; exit 1 with the first thing that is wrong."""
    if args.export.is_dir():
        return _told(integrity.check(govern.opened(args.export.absolute()).desk.store), args)
    known = Known(
        key=keys.from_text(_text(args.key)) if args.key else None,
        witness=witness.read(args.witness) if args.witness else None,
    )
    return _told(verify(lines_of(args.export), known), args)


def _told(found: Verified, args: argparse.Namespace) -> Outcome:
    result = {
        "valid": True,
        "origin": found.origin,
        "entries": found.size,
        "root": found.root.hex(),
        "key": found.key,
        "last": found.last_at.isoformat() if found.last_at else "",
        "witnessed": found.witnessed,
        "signed": dict(found.signed),
    }
    seen = "" if found.witnessed is None else f" The witness has seen {found.witnessed:,} of them."
    alone = (
        "" if args.witness or args.key or args.export.is_dir() else f"\nIs this the log's key? {found.key}"
    )
    signed = f" {sum(found.signed.values()):,} bear the signature of whoever acted." if found.signed else ""
    text = f"{args.export}: {found.size:,} entries, whole and in order; root {found.root.hex()}.{signed}{seen}{alone}"
    return Outcome(text, result)


def lines_of(path: Path) -> Iterator[str]:
    """Lines as bytes say them: every one ends in a line feed, the last one too."""
    try:
        with path.open("rb") as file:
            for raw in file:
                if not raw.endswith(b"\n"):
                    raise Refused("the last line has no end: the log was cut off")
                yield raw[:-1].decode("utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise Refused("a line is not text: the log was altered") from None


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: this is no public key; give the log's log.pub") from None
