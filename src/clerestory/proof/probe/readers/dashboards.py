"""What dashboards ship: Tableau's extracts, Power BI's models."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from clerestory.proof.probe.part import Child, Form, Part, Yield, below
from clerestory.proof.probe.readers.archives import whole, zipped
from clerestory.proof.probe.report import Visibility
from clerestory.proof.probe.rows import lines

_ROWS = 100_000


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
                    yield from _table(node, connection, table)
    yield from whole(node, "hyper")


def _table(node: Child, connection: object, table: object) -> Iterator[Yield]:
    names = [column.name.unescaped for column in connection.catalog.get_table_definition(table).columns]  # type: ignore[attr-defined]
    inside = below(node, table.name.unescaped)  # type: ignore[attr-defined]
    with connection.execute_query(f"SELECT * FROM {table}") as result:  # type: ignore[attr-defined]  # noqa: S608
        rows: list[list[object]] = []
        for row in result:
            rows.append(row)
            if len(rows) == _ROWS:
                yield Part(inside, lines(names, rows), Form.TABLE, Visibility.HIDDEN, "hyper")
                rows = []
        yield Part(inside, lines(names, rows), Form.TABLE, Visibility.HIDDEN, "hyper")


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
