"""In which form a table was handed in: told by its first bytes, never by its name, which anybody may choose.

Parquet, JSON (an array of records, or a record a line) or CSV, the last in UTF-8, UTF-16 or a code of one byte a
letter; compressed by gzip or not.
"""

import gzip
import zlib
from pathlib import Path

from clerestory.records.vault.sql import only, text

PARQUET, GZIP = b"PAR1", b"\x1f\x8b"
SAMPLE = 1 << 16  # bytes that are looked at


def reader(file: Path) -> str:
    """How DuckDB reads it: the call."""
    path = text(only(file))
    start, packed = _start(file)
    if start.startswith(PARQUET):
        return f"read_parquet({path})"
    compression = f"compression = '{'gzip' if packed else 'none'}'"
    encoding = _encoding(start)
    if encoding == "utf-8" and start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return f"read_json({path}, {compression})"
    return f"read_csv({path}, all_varchar = true, encoding = '{encoding}', {compression})"


def _start(file: Path) -> tuple[bytes, bool]:
    """The first bytes, unpacked, and whether they had to be."""
    with file.open("rb") as opened:
        start = opened.read(SAMPLE)
    if not start.startswith(GZIP):
        return start, False
    try:
        with gzip.open(file) as unpacked:
            return unpacked.read(SAMPLE), True
    except (OSError, EOFError, zlib.error):
        return start, False


def _encoding(start: bytes) -> str:
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start:
        return "utf-16"
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        is_cut = len(start) == SAMPLE and error.start >= SAMPLE - 4  # the sample ends within a letter
        return "utf-8" if is_cut else "latin-1"
    return "utf-8"
