"""The command line: find the command, run it, turn errors into a sentence and an exit code.

Each command is a module with ``HELP`` (one line), ``arguments(parser)`` and
``act(args) -> Outcome``; it is imported only when it is called. Exit codes: 0 clean or done,
1 found or refused, 2 could not look or usage. stdout is the result, stderr is for people.
"""

import argparse
import errno
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from threading import Event
from types import FrameType
from typing import NoReturn

import clerestory
from clerestory.cli.outcome import Outcome, show, show_error
from clerestory.errors import COULD_NOT_LOOK, ClerestoryError, InputError

STOPPED = "stopped; nothing was left half-written"
FULL = (errno.ENOSPC, errno.EDQUOT)
_interrupted = Event()

# command words -> the module that runs it; "release build" is clerestory.cli.release_build
COMMANDS: dict[str, str] = {
    "check": "clerestory.cli.check",
    "claim assign": "clerestory.cli.claim_assign",
    "claim check": "clerestory.cli.claim_check",
    "claim close": "clerestory.cli.claim_close",
    "claim compare": "clerestory.cli.claim_compare",
    "claim dismiss": "clerestory.cli.claim_dismiss",
    "claim list": "clerestory.cli.claim_list",
    "claim open": "clerestory.cli.claim_open",
    "claim probe": "clerestory.cli.claim_probe",
    "claim receive": "clerestory.cli.claim_receive",
    "claim show": "clerestory.cli.claim_show",
    "claim triage": "clerestory.cli.claim_triage",
    "demo": "clerestory.cli.demo",
    "drill": "clerestory.cli.drill",
    "duty list": "clerestory.cli.duty_list",
    "duty set": "clerestory.cli.duty_set",
    "fingerprints build": "clerestory.cli.fingerprints_build",
    "incident acknowledge": "clerestory.cli.incident_acknowledge",
    "incident affected": "clerestory.cli.incident_affected",
    "incident alarms": "clerestory.cli.incident_alarms",
    "incident assure": "clerestory.cli.incident_assure",
    "incident brief": "clerestory.cli.incident_brief",
    "incident copies": "clerestory.cli.incident_copies",
    "incident copy": "clerestory.cli.incident_copy",
    "incident exposure": "clerestory.cli.incident_exposure",
    "incident find": "clerestory.cli.incident_find",
    "incident keep": "clerestory.cli.incident_keep",
    "incident known": "clerestory.cli.incident_known",
    "incident obligations": "clerestory.cli.incident_obligations",
    "incident outage": "clerestory.cli.incident_outage",
    "incident recount": "clerestory.cli.incident_recount",
    "incident report": "clerestory.cli.incident_report",
    "incident service": "clerestory.cli.incident_service",
    "incident tell": "clerestory.cli.incident_tell",
    "incident test": "clerestory.cli.incident_test",
    "incident track": "clerestory.cli.incident_track",
    "incident tracker": "clerestory.cli.incident_tracker",
    "incident watch": "clerestory.cli.incident_watch",
    "keys example": "clerestory.cli.keys_example",
    "keys lost": "clerestory.cli.keys_lost",
    "keys make": "clerestory.cli.keys_make",
    "keys propose": "clerestory.cli.keys_propose",
    "keys sign": "clerestory.cli.keys_sign",
    "keys stolen": "clerestory.cli.keys_stolen",
    "lesson add": "clerestory.cli.lesson_add",
    "log check": "clerestory.cli.log_check",
    "log export": "clerestory.cli.log_export",
    "log follow": "clerestory.cli.log_follow",
    "log held": "clerestory.cli.log_held",
    "log migrate": "clerestory.cli.log_migrate",
    "log release": "clerestory.cli.log_release",
    "log rotate": "clerestory.cli.log_rotate",
    "log show": "clerestory.cli.log_show",
    "log verify": "clerestory.cli.log_verify",
    "log witness": "clerestory.cli.log_witness",
    "new": "clerestory.cli.new",
    "notices agencies": "clerestory.cli.notices_agencies",
    "notices check": "clerestory.cli.notices_check",
    "notices facts": "clerestory.cli.notices_facts",
    "notices letters": "clerestory.cli.notices_letters",
    "notices record": "clerestory.cli.notices_record",
    "notices reissue": "clerestory.cli.notices_reissue",
    "notices sample": "clerestory.cli.notices_sample",
    "notices seal": "clerestory.cli.notices_seal",
    "notices status": "clerestory.cli.notices_status",
    "notices unseal": "clerestory.cli.notices_unseal",
    "notices vendor-key": "clerestory.cli.notices_vendor_key",
    "people appoint": "clerestory.cli.people_appoint",
    "people example": "clerestory.cli.people_example",
    "people found": "clerestory.cli.people_found",
    "people list": "clerestory.cli.people_list",
    "people train": "clerestory.cli.people_train",
    "people waive": "clerestory.cli.people_waive",
    "probe": "clerestory.cli.probe",
    "release approve": "clerestory.cli.release_approve",
    "release build": "clerestory.cli.release_build",
    "release copy": "clerestory.cli.release_copy",
    "release expedite": "clerestory.cli.release_expedite",
    "release list": "clerestory.cli.release_list",
    "release propose": "clerestory.cli.release_propose",
    "release publish": "clerestory.cli.release_publish",
    "release restore": "clerestory.cli.release_restore",
    "release review": "clerestory.cli.release_review",
    "release sign": "clerestory.cli.release_sign",
    "release verify": "clerestory.cli.release_verify",
    "release withdraw": "clerestory.cli.release_withdraw",
    "serve": "clerestory.cli.serve",
    "source ask": "clerestory.cli.source_ask",
    "source decide": "clerestory.cli.source_decide",
    "table attack": "clerestory.cli.table_attack",
    "table compare": "clerestory.cli.table_compare",
    "table protect": "clerestory.cli.table_protect",
    "takedown": "clerestory.cli.takedown",
    "watch": "clerestory.cli.watch",
    "workbench": "clerestory.cli.workbench",
}
GROUPS: dict[str, str] = {
    "claim": "somebody says that people can be seen in a release",
    "duty": "who is called when a claim or an outage opens",
    "fingerprints": "keyed fingerprints of confidential records",
    "incident": "an exposure: what was reached, by whom, who is affected",
    "keys": "who may sign: personal keys and the root of trust",
    "lesson": "what earlier incidents taught",
    "log": "the audit log: whole, in order, and signed",
    "notices": "letters to the affected, codes, agencies, public facts",
    "people": "who may do what, and for what they were trained",
    "release": "a set of tables on its way to the public",
    "source": "which columns a project may read, and for what purpose",
    "table": "one table or several linked ones, apart from any portal",
}


def run() -> NoReturn:
    """The entry point: never a traceback."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    _open_streams()
    try:
        sys.exit(main(sys.argv[1:]))
    finally:
        _close_streams()


def _open_streams() -> None:
    """Any name of a file can be told, and whoever closed a stream is told nothing."""
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115  (until the end)
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _close_streams() -> None:
    """Where nobody reads on, the interpreter must not complain at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """Ctrl-C, noted too: DuckDB drops the interrupt that it meets, and raises an error of its own."""
    _interrupted.set()
    signal.default_int_handler(number, frame)


def main(words: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    wants_json = "--json" in words
    try:
        return show(_outcome(words), wants_json=wants_json)
    except ClerestoryError as error:
        return show_error(str(error), error.exit_code, wants_json=wants_json)
    except KeyboardInterrupt:
        return show_error(STOPPED, COULD_NOT_LOOK, wants_json=wants_json)
    except BrokenPipeError:
        return COULD_NOT_LOOK
    except Exception as error:  # noqa: BLE001  (a library's message may quote a record: only its kind is shown)
        return show_error(_unexpected(error), COULD_NOT_LOOK, wants_json=wants_json)


def _outcome(words: Sequence[str]) -> Outcome:
    args, unknown = parser_for(words).parse_known_args(words)
    if unknown:
        own = " ".join(("clerestory", args.command, *([args.verb] if "verb" in args else [])))
        raise InputError(f"unrecognized arguments: {' '.join(unknown)}; `{own} --help` says what it takes")
    if "module" not in args:
        raise InputError("the command comes first, then its options; `clerestory --help` lists them")
    outcome: Outcome = import_module(args.module).act(args)
    return outcome


def _unexpected(error: Exception) -> str:
    """What can be said of an error that nobody foresaw: the system's own words on a path, or where it happened."""
    if _interrupted.is_set():
        return STOPPED
    if isinstance(error, OSError) and error.errno in FULL:
        return "the disk is full; free space and run it again"
    if isinstance(error, UnicodeEncodeError):
        return "a name or word that was given is not UTF-8 text; write it so"
    if isinstance(error, RecursionError):
        return "a file that was given is nested deeper than any of ours; look into it, and give another"
    if isinstance(error, OSError) and isinstance(error.filename, str) and error.strerror:
        return f"{error.filename}: {error.strerror.lower()}; mend that and run the command again"
    return f"internal error ({type(error).__name__} in {_place(error)}); please report it"


def parser_for(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser, with the arguments of the one command that is called (of all: ``words`` empty)."""
    top = _Parser(prog="clerestory", description=(clerestory.__doc__ or "").partition("\n")[0])
    top.add_argument("--version", action="version", version=f"clerestory {clerestory.__version__}")
    branches = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    groups = {}
    for command, module in COMMANDS.items():
        group, _, verb = command.rpartition(" ")
        if group and group not in groups:
            made = branches.add_parser(group, help=GROUPS[group], description=GROUPS[group])
            groups[group] = made.add_subparsers(dest="verb", required=True, metavar="VERB")
        _add(groups[group] if group else branches, verb, module, called=_is_called(command, words))
    return top


def _add(branches: "argparse._SubParsersAction[_Parser]", verb: str, module: str, *, called: bool) -> None:
    if not called:
        branches.add_parser(verb)
        return
    loaded = import_module(module)
    parser = branches.add_parser(verb, help=loaded.HELP, description=loaded.HELP)
    loaded.arguments(parser)
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    parser.set_defaults(module=module)


def _is_called(command: str, words: Sequence[str]) -> bool:
    own = command.split()
    asks_for_all = (
        not words or words[0] in {"-h", "--help"} or list(words) in ([own[0], "--help"], [own[0], "-h"])
    )
    return asks_for_all or list(words[: len(own)]) == own


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    place = "unknown"
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module.startswith("clerestory"):
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


class _Parser(argparse.ArgumentParser):
    """argparse with whole option names only: a shortened one is a typing error, and that is one sentence."""

    def __init__(self, **options: object) -> None:
        super().__init__(**{**options, "allow_abbrev": False})  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}; `{self.prog} --help` says what it takes")
