"""What is wrong with a CSV file, looked for only once it could not be read: told with its line, never its values."""

import csv
from itertools import islice
from pathlib import Path

BLOCK = 1 << 20


def fault(file: Path) -> str:
    """The first line that is not as the others, and what to do about it."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if b"\0" in line:
                return f"{file}:{number}: cannot be read as text; give a CSV in UTF-8"
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return f"{file}:{number}: cannot be read as UTF-8; save the file in that encoding"
    try:
        return _ragged(file) or f"{file}: cannot be read as CSV; give a whole file"
    except csv.Error:
        return f"{file}: cannot be read as CSV; give a whole file"


def _ragged(file: Path) -> str:
    with file.open(newline="", encoding="utf-8-sig") as text:
        rows = csv.reader(text)
        names = len(next(rows, []))
        if not names:
            return f"{file}:1: has no header; give the names of the columns, then the rows"
        for row in rows:
            if row and len(row) != names:
                return (
                    f"{file}:{rows.line_num}: has {len(row)} values where the header names {names} columns; "
                    f"quote a value that holds a comma"
                )
    return ""


def line_of(file: Path, row: int) -> int:
    """The line on which a row ends, counted from 0 below the header; it may span several, and blank lines are none."""
    with file.open(newline="", encoding="utf-8-sig") as text:
        rows = csv.reader(text)
        next(rows, None)
        next(islice((own for own in rows if own), row, None), None)
        return rows.line_num


def has_quotes(file: Path) -> bool:
    """Only a quoted value can hold a line's end; without, lines are read side by side."""
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            if b'"' in block:
                return True
    return False
