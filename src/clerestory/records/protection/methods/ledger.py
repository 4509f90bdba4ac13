"""The ledger of a privacy budget: what was spent on a collection's records, for good.

One JSON object a line: the budget first, then every expense. An expense is on the disk before any
noise is drawn; whoever is killed in between has spent it and shown nothing. A line without an end
was never spent: its writer died before it could draw. Amounts are exact decimals.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path

from clerestory.errors import InputError, Refused
from clerestory.release.whole import sync


def spend(file: Path, epsilon: Decimal, budget: Decimal | None, purpose: str) -> Decimal:
    """Write the expense down and return what is left; ``Refused`` if the budget does not cover it."""
    if epsilon <= 0:
        raise InputError("--epsilon: give a number above 0")
    with _locked(file) as handle:
        lines, whole = _whole_lines(file, handle)
        declared, spent = _balance(file, lines)
        if declared is None:
            declared = _declared(file, budget)
            lines = [{"budget": str(declared)}]
        elif budget is not None and budget != declared:
            raise InputError(f"{file}: its budget is {declared}, not {budget}; a budget is declared once")
        else:
            lines = []
        if spent + epsilon > declared:
            raise Refused(
                f"{file}: {epsilon} was asked and {declared - spent} of {declared} is left; the budget of these "
                f"records is spent: publish what was published, or count other records"
            )
        try:
            _append(handle, whole, [*lines, {"epsilon": str(epsilon), "for": purpose}])
            sync(file.parent)  # a new ledger's name too: a lost ledger would be a new budget
        except OSError as error:
            raise InputError(
                f"{file}: the ledger cannot be written ({error.strerror}); nothing is drawn"
            ) from None
        return declared - spent - epsilon


def amount(text: str, option: str) -> Decimal:
    """A decimal that an option gives, above nothing."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise InputError(f"{option}: is no number; write 0.5") from None
    if not found.is_finite() or found <= 0:
        raise InputError(f"{option}: give a number above 0")
    return found


@contextmanager
def _locked(file: Path) -> Iterator[int]:
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise InputError(f"{file}: the ledger cannot be written ({error.strerror})") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _whole_lines(file: Path, handle: int) -> tuple[list[dict[str, str]], int]:
    """The lines that were written to their end, and where the last of them ends."""
    content = os.pread(handle, os.fstat(handle).st_size, 0)
    whole = content.rfind(b"\n") + 1
    try:
        lines = [json.loads(line) for line in content[:whole].splitlines()]
    except ValueError:
        raise InputError(f"{file}: is not a ledger of a privacy budget; nothing is spent") from None
    if not all(isinstance(line, dict) for line in lines):
        raise InputError(f"{file}: is not a ledger of a privacy budget; nothing is spent")
    return lines, whole


def _balance(file: Path, lines: list[dict[str, str]]) -> tuple[Decimal | None, Decimal]:
    if not lines:
        return None, Decimal(0)
    try:
        return Decimal(lines[0]["budget"]), sum((Decimal(line["epsilon"]) for line in lines[1:]), Decimal(0))
    except (KeyError, InvalidOperation, TypeError):
        raise InputError(f"{file}: is not a ledger of a privacy budget; nothing is spent") from None


def _declared(file: Path, budget: Decimal | None) -> Decimal:
    if budget is None:
        raise InputError(f"{file}: is a new ledger; declare its budget with --budget")
    return budget


def _append(handle: int, whole: int, lines: list[dict[str, str]]) -> None:
    os.ftruncate(handle, whole)
    content = "".join(json.dumps(line) + "\n" for line in lines).encode()
    while content:  # a full disk takes a part, and says so only when it is asked again
        written = os.pwrite(handle, content, whole)
        content, whole = content[written:], whole + written
    os.fsync(handle)
