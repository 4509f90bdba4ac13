"""``clerestory notices facts``: the public page, the call centre's script and corrections, from facts."""

import argparse
from pathlib import Path

from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.notices import facts, public
from clerestory.governance.notices.addressee import LANGUAGES
from clerestory.release import whole

HELP = "check public facts against the exposed columns; write the page of questions, the script, corrections"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("facts", type=Path, metavar="FACTS.toml")
    parser.add_argument("--statement", type=Path, metavar="TEXT", help="check a statement before it goes out")
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="write the texts, for review and release")


def act(args: argparse.Namespace) -> Outcome:
    """Check, and write."""
    told = facts.read(args.facts)
    if args.statement:
        facts.check_statement(told, _text(args.statement), (), str(args.statement))
    files = _write(args.to, _texts(told)) if args.to else []
    status = {each.fact: f"{each.status.value} {each.version}" for each in told.current()}
    result = {
        "digest": told.inventory.digest,
        "facts": status,
        "corrections": [after.fact for _, after in told.corrections()],
        "files": files,
    }
    lines = [f"{name}: {held}" for name, held in status.items()]
    return Outcome("\n".join([*lines, f"{len(told.corrections())} corrections owed"]), result)


def _texts(told: facts.Facts) -> dict[str, str]:
    pages = {f"questions.{language}.md": public.questions(told, language) for language in LANGUAGES}
    return {**pages, "script.md": public.script(told)}


def _write(folder: Path, texts: dict[str, str]) -> list[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise InputError(f"{folder}: cannot be made; give a folder you may write to") from None
    for name, text in texts.items():
        whole.write(folder / name, text.encode())
    return sorted(texts)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{path}: the statement cannot be read; give a UTF-8 text") from None
