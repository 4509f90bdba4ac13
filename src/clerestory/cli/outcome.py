"""What a command gives back, and how it is printed."""

import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

DONE = 0


@dataclass(frozen=True)
class Outcome:
    """The result of a command: ``text`` for people, ``result`` for programs, an exit code.

    ``parts`` is the result as JSON text already, where it is too long to be built as values.
    """

    text: str = ""
    result: Mapping[str, object] = field(default_factory=dict)
    exit_code: int = DONE
    parts: Iterable[str] | None = None


def show(outcome: Outcome, *, wants_json: bool) -> int:
    """Print the result on stdout and return the exit code."""
    if wants_json and outcome.parts is not None:
        sys.stdout.writelines(outcome.parts)
        sys.stdout.write("\n")
    elif printed := json.dumps(outcome.result, ensure_ascii=False) if wants_json else outcome.text:
        sys.stdout.write(printed + "\n")
    sys.stdout.flush()
    return outcome.exit_code


def show_error(sentence: str, exit_code: int, *, wants_json: bool) -> int:
    """Say on stderr what is wrong; with ``--json`` on stdout too, as one object."""
    with suppress(BrokenPipeError):  # nobody hears it; the exit code still tells
        sys.stderr.write(f"clerestory: {sentence}\n")
        if wants_json:
            told = {"error": sentence, "exit_code": exit_code}
            sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return exit_code
