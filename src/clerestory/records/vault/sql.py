"""Names, texts and paths as they stand in DuckDB's SQL."""

import re
from pathlib import Path

_PATTERN = re.compile(r"[\[*?]")


def quoted(name: str) -> str:
    """The name of a table or column, whatever signs it has."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text."""
    return "'" + value.replace("'", "''") + "'"


def only(file: Path) -> str:
    """The path of one file: to DuckDB's readers ``records[1].csv`` is a pattern, which names ``records1.csv``."""
    return _PATTERN.sub(r"[\g<0>]", str(file))
