"""What dashboards ship: Tableau's extracts, Power BI's models."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clerestory.proof.probe.limits import LIMITS
from clerestory.proof.probe.part import Child, Form, Part, Yield, below
from clerestory.proof.probe.readers.archives import whole, zipped
from clerestory.proof.probe.report import Visibility
from clerestory.proof.probe.rows import lines


def hyper(node: Child) -> Iterator[Yield]:
    """A Tableau extract: every table of every schema."""
    from tableauhyperapi import Connection, HyperProcess, Telemetry  # type: ignore[import-untyped]

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extract.hyper"
        path.write_bytes(node.content)
        options = {"log_config": "", "log_dir": folder}
        with (
            HyperProcess(Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU, parameters=options) as process,
            Connection(process.endpoint, path) as connection,
        ):
            for schema in connection.catalog.get_schema_names():
                for table in connection.catalog.get_table_names(schema):
                    yield from _table(node, connection, table, Path(folder))
    yield from whole(node, "hyper")


def _table(node: Child, connection: Any, table: Any, folder: Path) -> Iterator[Yield]:  # noqa: ANN401
    """Hyper itself writes the rows, as CSV."""
    from tableauhyperapi import escape_string_literal

    path = folder / "rows.csv"
    target = escape_string_literal(str(path))
    connection.execute_command(
        f"COPY (SELECT * FROM {table}) TO {target} WITH (FORMAT => 'csv', HEADER => true)"  # noqa: S608  (names that Hyper itself quoted)
    )
    inside = below(node, table.name.unescaped)
    with path.open("rb") as file:
        rest = b""
        while piece := file.read(LIMITS.chunk):
            whole_lines = (rest + piece).rpartition(b"\n")
            yield Part(inside, whole_lines[0] + whole_lines[1], Form.LINES, Visibility.HIDDEN, "hyper")
            rest = whole_lines[2]
    if rest:
        yield Part(inside, rest, Form.LINES, Visibility.HIDDEN, "hyper")
    path.unlink()


def pbix(node: Child) -> Iterator[Yield]:
    """A Power BI file: its model's tables, and all parts of its package."""
    from pbixray import PBIXRay  # type: ignore[import-untyped]

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pbix"
        path.write_bytes(node.content)
        model = PBIXRay(str(path))
        for table in model.tables:
            found = model.get_table(table)
            rows = found.itertuples(index=False, name=None)
            yield Part(
                below(node, str(table)),
                lines(list(found.columns), rows),
                Form.TABLE,
                Visibility.HIDDEN,
                "pbix",
            )
    yield from zipped(node)


def cache(node: Child) -> Iterator[Yield]:
    """Results of queries that Tableau keeps in a workbook: words in UTF-16 among numbers."""
    yield from whole(node, "cache")
