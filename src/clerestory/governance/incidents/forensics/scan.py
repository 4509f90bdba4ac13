"""One pass of DuckDB over every line of the logs: how many, how many ill-formed, which hours, and the lines of the route.

Lines stay in this process; what leaves is counts. A line that stands in several files (a rotated copy)
counts as often as in the file that has it most often; an ill-formed one so among files that are copies: they begin
alike, and one has every line of the route that the other has.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

import duckdb

from clerestory.errors import InputError
from clerestory.governance.incidents.forensics.files import FIELDS, Content, LogFile, originals
from clerestory.governance.incidents.forensics.hours import hour_of
from clerestory.governance.incidents.forensics.lines import Line, literal
from clerestory.vocabulary.progress import Progress

LONGEST_LINE = 1 << 20
REFUSALS_TOLD = 1000  # of a file, in the first reading; one is enough to read it again
WELL, BAD, COMMENT = 1, 2, 3
ABSENT = "\x1f"  # a separator that stands in no line, so that a line is one column


@dataclass(frozen=True, repr=False)
class Scanned:
    """What one format's files hold: counts, hours seen (whole hours since 1970), candidates with how often each stands."""

    lines: int
    malformed: int
    hours: frozenset[int]
    candidates: Counter[str]
    mixed: tuple[LogFile, ...]  # not counted: their columns change on the way


@dataclass(frozen=True)
class Counting:
    """Where the reading stands: files done before these, of how many."""

    progress: Progress
    done: int
    of: int

    def advance(self, files: int) -> None:
        """So many more of these are done."""
        self.progress.advance(min(self.of, self.done + files), self.of)


def scan(files: Sequence[LogFile], line: Line, path: str, counting: Counting) -> Scanned:
    """Every line of files of one format; ``path`` is the route, decoded."""
    done = 0
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute(
            "create table held (file text, minute text, lines bigint, bad ubigint[], found text[], heads text[])"
        )
        by_packing = sorted(files, key=lambda each: each.packed)
        for packed, alike in groupby(by_packing, key=lambda each: each.packed):
            for some in _groups(alike):
                _pass(connection, some, line, path, packed)
                done += len(some)
                counting.advance(done)
        mixed = _mixed(connection, files)
        return _summed(connection, [file for file in files if file not in mixed], mixed)


def _groups(files: Iterator[LogFile], size: int = 16) -> Iterator[list[LogFile]]:
    while some := list(islice(files, size)):
        yield some


def _pass(
    connection: duckdb.DuckDBPyConnection, files: Sequence[LogFile], line: Line, path: str, packed: str
) -> None:
    paths = [str(file.path) for file in files]
    try:
        _insert(connection, paths, line, path, packed, "utf-8")
        again = sorted(_refused(connection))
        if again:  # bytes that are no UTF-8: those files once more, every byte a character
            connection.execute("delete from held where list_contains($1, file)", [again])
            _insert(connection, again, line, path, packed, "latin-1")
            _add_refused(connection, _refused(connection))
    except duckdb.Error as error:
        where = next((path for path in paths if path in str(error)), ", ".join(paths[:3]))
        raise InputError(
            f"{where}: cannot be read to its end ({type(error).__name__}); get a whole copy of it"
        ) from None


def _insert(
    connection: duckdb.DuckDBPyConnection, paths: list[str], line: Line, path: str, packed: str, encoding: str
) -> None:
    """Add the files to ``held``; what cannot be read of them is in the tables of rejects."""
    most = REFUSALS_TOLD if encoding == "utf-8" else 0  # 0: all of them, and only lines that are too long
    connection.execute(
        f"""insert into held
        select filename, minute, count(*) filter (counts), list(bad) filter (bad is not null),
            list(found) filter (found is not null), list(head) filter (head is not null)
        from (
            select filename, kind <> {COMMENT} as counts,
                case when kind = {WELL} then {line.minute} else '' end as minute,
                case when kind = {BAD} then hash(line) end as bad,
                case when kind = {WELL} then case when {_route(line, path)} then line end end as found,
                case when kind = {COMMENT} then case when starts_with(line, '{FIELDS}') then rtrim(line) end end as head
            from (
                select filename, line, parsed, {_kind(line)} as kind
                from (select filename, line, {line.parsed} as parsed from read_csv(
                    $paths, columns = {{'line': 'VARCHAR'}}, header = false, auto_detect = false, delim = '{ABSENT}',
                    quote = '', escape = '', comment = '', new_line = '\\n', strict_mode = false, filename = true,
                    compression = '{packed}', encoding = '{encoding}', max_line_size = {LONGEST_LINE},
                    store_rejects = true, rejects_limit = {most}))
                where line not in ('', chr(13))
            )
        ) group by filename, minute""",  # noqa: S608  (constants of this module, and patterns of ours)
        {"paths": paths},
    )


def _kind(line: Line) -> str:
    """SQL: what a line is. Only ``case`` looks no further than it must."""
    comment = f"when starts_with(line, {literal(line.comment)}) then {COMMENT}" if line.comment else ""
    return f"case {comment} when {line.well} then {WELL} else {BAD} end"


def _route(line: Line, path: str) -> str:
    """SQL: whether a line may be of the route, however its path is spelt."""
    plain = literal(path)
    spelt = "%(?:" + "|".join(sorted({f"{byte:02x}" for byte in path.encode()})) + ")"
    by_percent = f"regexp_matches(line, {literal(spelt)}, 'i')"
    by_escape = f"contains(line, {literal(line.escapes)})" if line.escapes else "false"
    return (
        f"case when contains(line, {plain}) then true when {by_escape} then true when contains(line, '%') then "
        f"case when {by_percent} then coalesce(try(contains(url_decode(line), {plain})), true) else false end else false end"
    )


def _refused(connection: duckdb.DuckDBPyConnection) -> dict[str, list[int]]:
    """The lines that were not read, by file; forgotten then."""
    found = connection.execute(
        "select s.file_path, list(distinct e.line) from reject_errors e join reject_scans s using (scan_id, file_id) group by 1"
    ).fetchall()
    connection.execute("drop table reject_errors; drop table reject_scans")
    return dict(found)


def _add_refused(connection: duckdb.DuckDBPyConnection, refused: Mapping[str, Sequence[int]]) -> None:
    """Lines longer than any line of a log are ill-formed; where they stand tells them apart."""
    for name, numbers in refused.items():
        connection.execute(
            "insert into held values ($1, '', $2, $3, null, null)", [name, len(numbers), list(numbers)]
        )


def _mixed(connection: duckdb.DuckDBPyConnection, files: Sequence[LogFile]) -> tuple[LogFile, ...]:
    """Take out the files that tell other columns on the way."""
    found = connection.execute(
        "select file from (select file, unnest(heads) as head from held) group by file having count(distinct head) > 1"
    ).fetchall()
    names = [name for (name,) in found]
    connection.execute("delete from held where list_contains($1, file)", [names])
    return tuple(file for file in files if str(file.path) in names)


def _summed(
    connection: duckdb.DuckDBPyConnection, files: Sequence[LogFile], mixed: tuple[LogFile, ...]
) -> Scanned:
    total = connection.execute("select coalesce(sum(lines), 0) from held").fetchone()
    found = connection.execute(
        "select max(times), it from (select file, it, count(*) as times from "
        "(select file, unnest(found) as it from held) group by file, it) group by it"
    ).fetchall()
    minutes = connection.execute("select distinct minute from held where minute <> ''").fetchall()
    hours = {minute: hour_of(minute) for (minute,) in minutes}
    no_day = [minute for minute, hour in hours.items() if hour is None]
    return Scanned(
        lines=int(total[0]) if total else 0,
        malformed=_malformed(connection, files, no_day),
        hours=frozenset(hour for hour in hours.values() if hour is not None),
        candidates=Counter({text.rstrip("\r"): most for most, text in found}),
        mixed=mixed,
    )


def _malformed(connection: duckdb.DuckDBPyConnection, files: Sequence[LogFile], no_day: Sequence[str]) -> int:
    """Ill-formed lines, and those of a day that no month has; of copies, as many as in the file that has most."""
    connection.execute("create table copies (file text, original text)")
    if copies := originals(files, _contents(connection, files)):
        connection.executemany("insert into copies values (?, ?)", sorted(copies.items()))
    found = connection.execute(
        "select sum(most) from (select max(times) as most from ("
        "select original, file, it, count(*) as times from (select file, unnest(bad) as it from held) "
        "join copies using (file) group by original, file, it) group by original, it union all "
        "select max(lines - coalesce(len(found), 0)) from held join copies using (file) "
        "where list_contains($1, minute) group by original, minute)",
        [no_day],
    ).fetchone()
    return int(found[0] or 0) if found else 0


def _contents(connection: duckdb.DuckDBPyConnection, files: Sequence[LogFile]) -> dict[str, Content]:
    """What tells a copy: the lines of the route and how many lines each hour has."""
    made = {str(file.path): Content(Counter(), {}) for file in files}
    for name, line, times in connection.execute(
        "select file, hash(it), count(*) from (select file, unnest(found) as it from held) group by all"
    ).fetchall():
        made[name].asked[line] = times
    for name, minute, lines in connection.execute(
        "select file, minute, sum(lines) from held group by all"
    ).fetchall():
        made[name].minutes[minute] = lines
    return made
