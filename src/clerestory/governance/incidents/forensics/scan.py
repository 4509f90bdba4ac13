"""One pass of DuckDB over every line of the logs: how many, how many ill-formed, which hours, and the lines of the route.

Lines stay in this process; what leaves is counts. A line that stands in several files (a rotated copy)
counts as often as in the file that has it most often.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from clerestory.errors import InputError
from clerestory.governance.incidents.forensics.files import LogFile
from clerestory.governance.incidents.forensics.formats import Line
from clerestory.governance.incidents.forensics.request import moment
from clerestory.vocabulary.progress import Progress

LONGEST_LINE = 1 << 20
AN_HOUR = re.compile(r"\d\d/\w{3}/\d{4}:\d\d|\d{4}-\d\d-\d\d.\d\d")
ABSENT = "\x1f"  # a separator that stands in no line, so that a line is one column


@dataclass(frozen=True, repr=False)
class Scanned:
    """What one format's files hold: counts, hours seen (whole hours since 1970), candidates with how often each stands."""

    lines: int
    malformed: int
    hours: frozenset[int]
    candidates: Counter[str]


def scan(files: Sequence[LogFile], line: Line, part: str, progress: Progress, done: int, of: int) -> Scanned:
    """Every line of files of one format; ``part`` must stand in a line of the route, decoded."""
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute(
            "create table held (file text, hour text, lines bigint, bad ubigint[], found text[])"
        )
        for packed in sorted({file.packed for file in files}):
            for number, some in enumerate(_groups([file for file in files if file.packed == packed])):
                _pass(connection, some, line, part, packed)
                progress.advance(min(of, done + number + 1), of)
        return _summed(connection, files)


def _groups(files: Sequence[LogFile], size: int = 16) -> Iterator[Sequence[LogFile]]:
    for start in range(0, len(files), size):
        yield files[start : start + size]


def _pass(
    connection: duckdb.DuckDBPyConnection, files: Sequence[LogFile], line: Line, part: str, packed: str
) -> None:
    paths = [str(file.path) for file in files]
    try:
        rejected = _insert(connection, paths, line, part, packed, "utf-8")
        if rejected:  # bytes that are no UTF-8: those files once more, every byte a character
            connection.execute("delete from held where list_contains($1, file)", [rejected])
            _insert(connection, rejected, line, part, packed, "latin-1")
    except duckdb.Error as error:
        where = next((path for path in paths if path in str(error)), ", ".join(paths[:3]))
        raise InputError(
            f"{where}: cannot be read to its end ({type(error).__name__}); get a whole copy of it"
        ) from None


def _insert(
    connection: duckdb.DuckDBPyConnection, paths: list[str], line: Line, part: str, packed: str, encoding: str
) -> list[str]:
    """Add the files to ``held``; the files of which lines were refused for their encoding."""
    strict = encoding == "latin-1"
    rejects = "" if strict else ", store_rejects = true, rejects_limit = 1000"
    connection.execute(
        f"""insert into held
        select filename, hour, count(*), list(case when not well then hash(line) end) filter (not well), list(line) filter (route)
        from (
            select filename, line,
                regexp_full_match(line, $pattern) as well, {line.hour} as hour,
                contains(line, $part)
                    or (contains(line, '%') and regexp_matches(line, $spelt) and contains(url_decode(line), $part))
                    or ($escapes <> '' and contains(line, $escapes)) as route
            from (
                select filename, line from read_csv(
                    $paths, columns = {{'line': 'VARCHAR'}}, header = false, auto_detect = false, delim = '{ABSENT}',
                    quote = '', escape = '', comment = '', new_line = '\\n', strict_mode = false, filename = true,
                    compression = '{packed}', encoding = '{encoding}', max_line_size = {LONGEST_LINE}{rejects})
            ) where line not in ('', chr(13)) and ($comment = '' or not starts_with(line, $comment))
        ) group by all""",  # noqa: S608  (constants of this module)
        {
            "paths": paths,
            "pattern": line.pattern + r"\r?",
            "spelt": "(?i)%(?:" + "|".join(sorted({f"{byte:02x}" for byte in part.encode()})) + ")",
            "part": part,
            "comment": line.comment,
            "escapes": line.escapes,
        },
    )
    if strict:
        return []
    return _refused(connection)


def _refused(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select distinct s.file_path from reject_errors e join reject_scans s using (scan_id, file_id)"
    ).fetchall()
    connection.execute("drop table reject_errors; drop table reject_scans")
    return [path for (path,) in found]


def _summed(connection: duckdb.DuckDBPyConnection, files: Sequence[LogFile]) -> Scanned:
    def one(query: str) -> int:
        found = connection.execute(query).fetchone()
        return int(found[0] or 0) if found else 0

    often = (
        "select max(times) as most, it from ("
        "select file, it, count(*) as times from (select file, unnest({column}) as it from held) group by file, it"
        ") group by it"
    )
    found = connection.execute(often.format(column="found")).fetchall()
    return Scanned(
        lines=one("select sum(lines) from held"),
        malformed=one(f"select sum(most) from ({often.format(column='bad')})"),  # noqa: S608
        hours=frozenset(_hours(connection, files)),
        candidates=Counter({text.rstrip("\r"): most for most, text in found}),
    )


def _hours(connection: duckdb.DuckDBPyConnection, files: Sequence[LogFile]) -> Iterator[int]:
    """Hours in which a line stands, by each file's own offset from UTC (that of its first line)."""
    zones = {str(file.path): _zone(file.head) for file in files}
    for name, hour in connection.execute("select distinct file, hour from held").fetchall():
        if AN_HOUR.fullmatch(hour):
            yield int(moment(f"{hour}:00:00 {zones[name]}" if "/" in hour else f"{hour}:00:00") // 3600)


def _zone(head: Sequence[str]) -> str:
    return next(
        (found[1] for text in head if (found := re.search(r":\d\d:\d\d ([+-]\d{4})\]", text))), "+0000"
    )
