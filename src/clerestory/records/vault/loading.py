"""Load a file that somebody gives into a new vault; the file's place is all that DuckDB may reach."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unicodedata import combining, normalize

import duckdb

from clerestory.errors import ClerestoryError, InputError
from clerestory.project.proposal.derivation import UNKNOWN, Derived, Making, band_labels
from clerestory.records.vault.sql import quoted, text

ENDINGS = (".csv", ".tsv", ".parquet", ".duckdb")
_LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l", "đ": "d"}
_PLAIN_TYPES = {"VARCHAR", "BOOLEAN", "DATE", "TIMESTAMP", "DOUBLE", "FLOAT"}
_WHOLE_TYPES = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}


def load(file: Path, vault: Path, collection: str, table: str = "") -> None:
    """Make a vault whose only table holds the records of a file, with plain names and types."""
    if file.suffix.lower() not in ENDINGS:
        raise InputError(f"{file}: not a kind of file that can be loaded; give one of {', '.join(ENDINGS)}")
    if not file.is_file():
        raise InputError(f"{file}: there is no such file; give the file that holds the records")
    with _reaching(file, vault) as connection:
        source = _source(connection, file, table)
        described = connection.execute(f"DESCRIBE FROM {source}").fetchall()
        columns = ", ".join(_column(name, kind) for name, kind in _renamed(file, described))
        connection.execute(f"CREATE TABLE vault.{quoted(collection)} AS FROM {source} SELECT {columns}")


def derive(raw: Path, vault: Path, collection: str, without: Sequence[str], made: Sequence[Derived]) -> None:
    """Copy a vault with some columns left out, some filled, some added."""
    replaced = {one.name for one in made if one.making is Making.FILLED}
    with _reaching(raw, vault) as connection:
        connection.execute(f"ATTACH {text(str(raw))} AS raw (READ_ONLY)")
        source = f"raw.{quoted(collection)}"
        names = [name for name, *_ in connection.execute(f"DESCRIBE {source}").fetchall()]
        kept = [quoted(name) for name in names if name not in without and name not in replaced]
        added = [f"{_expression(one)} AS {quoted(one.name)}" for one in made]
        connection.execute(
            f"CREATE TABLE vault.{quoted(collection)} AS FROM {source} SELECT {', '.join([*kept, *added])}"
        )


def plain_name(name: str) -> str:
    """A name in lower case, of letters, digits and _: `Sex at birth` becomes sex_at_birth, `Straße` strasse."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    folded = "".join(_LETTERS.get(sign, sign) for sign in spaced.lower())
    unaccented = (sign for sign in normalize("NFKD", folded) if not combining(sign))
    plain = re.sub(r"[^a-z0-9]+", "_", "".join(unaccented)).strip("_")
    return f"c_{plain}" if plain[:1].isdigit() else plain


@contextmanager
def _reaching(file: Path, vault: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can read one file and write in the vault's folder, and nothing else."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    try:
        readable = [text(f"{file}{ending}") for ending in ("", ".wal", ".wal.checkpoint", ".wal.recovery")]
        connection.execute(f"SET allowed_paths = [{', '.join(readable)}]")
        connection.execute(f"SET allowed_directories = [{text(str(vault.parent))}]")
        connection.execute("SET enable_external_access = false")
        connection.execute(f"ATTACH {text(str(vault))} AS vault")
        yield connection
        connection.execute("DETACH vault")
    except Exception as error:
        if isinstance(error, ClerestoryError):
            raise
        raise InputError(f"{file}: {_why_not(error)}") from None
    finally:
        connection.close()


def _why_not(error: Exception) -> str:
    """In our own words: the library's quote what it read."""
    if isinstance(error, duckdb.IOException) and "no space left" in str(error).lower():
        return "the records do not fit; make room on the disk"
    line = re.search(r"[Ll]ine:? (\d+)", str(error))
    where = f" (line {line[1]})" if line else ""
    return f"the file cannot be read as what its name says{where}; it may be truncated, or not be UTF-8"


def _source(connection: duckdb.DuckDBPyConnection, file: Path, table: str) -> str:
    match file.suffix.lower():
        case ".parquet":
            return f"read_parquet({text(str(file))})"
        case ".duckdb":
            return _attached(connection, file, table)
        case _:
            delimiter = _delimiter(file)
            with_point = _read_csv(file, delimiter, ".")
            if delimiter != ";":
                return with_point
            with_comma = _read_csv(file, delimiter, ",")  # 1234,5 is a number where ; parts the columns
            return max((with_point, with_comma), key=lambda source: _numbers(connection, source))


def _read_csv(file: Path, delimiter: str, decimal: str) -> str:
    options = f"delim = {text(delimiter)}, decimal_separator = {text(decimal)}, header = true, quote = '\"', escape = '\"'"
    strict = "strict_mode = true, null_padding = false, ignore_errors = false, sample_size = -1"
    return f"read_csv({text(str(file))}, {options}, {strict})"


def _numbers(connection: duckdb.DuckDBPyConnection, source: str) -> int:
    """How many columns are numbers with decimals."""
    return [kind for _, kind, *_ in connection.execute(f"DESCRIBE FROM {source}").fetchall()].count("DOUBLE")


def _attached(connection: duckdb.DuckDBPyConnection, file: Path, table: str) -> str:
    connection.execute(f"ATTACH {text(str(file))} AS given (READ_ONLY)")
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'given'"
    ).fetchall()
    names = sorted(name for (name,) in found)
    if table in names:
        return f"given.{quoted(table)}"
    if len(names) == 1 and not table:
        return f"given.{quoted(names[0])}"
    raise InputError(f"{file}: it holds the tables {', '.join(names) or '(none)'}; choose one with --table")


def _delimiter(file: Path) -> str:
    """The sign that parts the names of the first line."""
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        first = lines.readline()
    return max(",;\t|", key=first.count)


def _renamed(file: Path, described: Sequence[Sequence[str]]) -> list[tuple[tuple[str, str], str]]:
    """Each column's name as given and as it will be, and its type."""
    renamed = [
        ((name, plain_name(name) or f"column_{at}"), kind) for at, (name, kind, *_) in enumerate(described, 1)
    ]
    names = [plain for (_, plain), _ in renamed]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InputError(f"{file}: two columns are named {twice[0]}; rename one of them")
    return renamed


def _column(name: tuple[str, str], kind: str) -> str:
    """A column under its plain name, as one of the types that a project declares."""
    given, plain = quoted(name[0]), quoted(name[1])
    if kind in _PLAIN_TYPES | _WHOLE_TYPES or kind.startswith("DECIMAL"):
        return f"{given} AS {plain}"
    wanted = "BIGINT" if kind in ("UBIGINT", "HUGEINT", "UHUGEINT") else "VARCHAR"
    wanted = "TIMESTAMP" if kind.startswith("TIMESTAMP") else wanted
    return f"CAST({given} AS {wanted}) AS {plain}"


def _expression(derived: Derived) -> str:
    source = quoted(derived.source)
    match derived.making:
        case Making.FILLED:
            return f"coalesce(CAST({source} AS VARCHAR), {text(UNKNOWN)})"
        case Making.YEAR:
            return f"coalesce(strftime({source}, '%Y'), {text(UNKNOWN)})"
        case Making.MONTH:
            return f"coalesce(strftime({source}, '%Y-%m'), {text(UNKNOWN)})"
        case Making.BANDS:
            return _bands(source, derived)
        case Making.AGE_AT:
            return _bands(f"date_sub('year', {source}, {quoted(derived.other)})", derived)


def _bands(value: str, derived: Derived) -> str:
    codes = list(band_labels(derived.cuts, derived.lowest))
    below = " ".join(
        f"WHEN {value} < {cut} THEN {text(code)}" for cut, code in zip(derived.cuts, codes, strict=False)
    )
    return f"CASE WHEN {value} IS NULL THEN {text(UNKNOWN)} {below} ELSE {text(codes[-1])} END"
