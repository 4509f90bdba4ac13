"""Columnar files: rows as lines, and the statistics and metadata beside them."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from clerestory.proof.probe.kinds import has_sign
from clerestory.proof.probe.part import Child, Form, Part, Yield, below
from clerestory.proof.probe.readers.archives import whole
from clerestory.proof.probe.report import Visibility
from clerestory.proof.probe.rows import lines, lines_of

_ROWS = 131_072
_PACKED = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


def parquet(node: Child) -> Iterator[Yield]:
    """A Parquet file: every row group, the schema's metadata, the columns' statistics."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(pa.BufferReader(pa.py_buffer(node.content)))
    yield from _batches(node, file.iter_batches(_ROWS), "parquet")
    yield from _unused_in(node, file)
    yield _beside(node, _statistics(file), "parquet")
    yield from whole(node, "parquet")


def _unused_in(node: Child, file: Any) -> Iterator[Yield]:  # noqa: ANN401
    """Values of a column's dictionary that no row has."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = [field.name for field in file.schema_arrow if _is_text(field.type)]
    coded = pq.ParquetFile(pa.BufferReader(pa.py_buffer(node.content)), read_dictionary=texts)
    for group in range(coded.metadata.num_row_groups if texts else 0):
        table = coded.read_row_group(group, columns=texts)
        yield from _unused(node, table, "parquet")


def _is_text(kind: Any) -> bool:  # noqa: ANN401
    import pyarrow.types as types

    values = kind.value_type if types.is_dictionary(kind) else kind
    return bool(types.is_string(values) or types.is_large_string(values) or types.is_binary(values))


def _unused(node: Child, table: Any, reader: str) -> Iterator[Yield]:  # noqa: ANN401
    """The values in the dictionaries of a table's columns that no row has."""
    import pyarrow as pa

    for name, column in zip(table.schema.names, table.columns, strict=True):
        if not pa.types.is_dictionary(column.type) or not len(column):
            continue
        whole_column = column.unify_dictionaries()
        used = {value for chunk in whole_column.chunks for value in chunk.indices.unique().to_pylist()}
        values = whole_column.chunk(0).dictionary
        rest = [[value] for at, value in enumerate(values.to_pylist()) if at not in used]
        if rest:
            place = f"{node.inside} (values of no row)".strip()
            yield Part(place, lines([name], rest), Form.TEXT, Visibility.HIDDEN, reader)


def _statistics(file: Any) -> bytes:  # noqa: ANN401
    told = [*_words(file.schema_arrow)]
    for group in range(file.metadata.num_row_groups):
        for column in range(file.metadata.num_columns):
            statistics = file.metadata.row_group(group).column(column).statistics
            if statistics is not None and statistics.has_min_max:
                told.append(f"{statistics.min}\n{statistics.max}")
    return "\n".join(told).encode("utf-8", "replace")


def _words(schema: Any) -> Iterator[str]:  # noqa: ANN401
    for field in schema:
        yield field.name
        yield from _metadata(field.metadata)
    yield from _metadata(schema.metadata)


def _metadata(told: dict[bytes, bytes] | None) -> Iterator[str]:
    for name, value in (told or {}).items():
        yield f"{name.decode('utf-8', 'replace')} {value.decode('utf-8', 'replace')}"


def arrow(node: Child) -> Iterator[Yield]:
    """An Arrow file or stream, or a Feather file."""
    import pyarrow as pa
    import pyarrow.feather as feather
    import pyarrow.ipc as ipc

    source = pa.BufferReader(pa.py_buffer(node.content))
    head = bytes(node.content[:6])
    if head.startswith(b"FEA1"):
        table = feather.read_table(io.BytesIO(node.content))
    elif head == b"ARROW1":
        table = ipc.open_file(source).read_all()
    else:
        table = ipc.open_stream(source).read_all()
    table.validate(full=True)  # a damaged file is trusted otherwise, and read beyond its end
    yield from _batches(node, table.to_batches(_ROWS), "arrow")
    yield from _unused(node, table, "arrow")
    yield _beside(node, "\n".join(_words(table.schema)).encode("utf-8", "replace"), "arrow")
    yield from whole(node, "arrow")


def orc(node: Child) -> Iterator[Yield]:
    """An ORC file, stripe by stripe."""
    import pyarrow as pa
    import pyarrow.orc as orc_format

    file = orc_format.ORCFile(pa.BufferReader(pa.py_buffer(node.content)))
    yield from _batches(node, (file.read_stripe(at) for at in range(file.nstripes)), "orc")
    yield _beside(node, "\n".join(_words(file.schema)).encode("utf-8", "replace"), "orc")
    yield from whole(node, "orc")


def avro(node: Child) -> Iterator[Yield]:
    """An Avro file."""
    import fastavro

    reader = fastavro.reader(io.BytesIO(node.content))
    records = list(reader)
    names = list(records[0]) if records and isinstance(records[0], dict) else ["value"]
    rows = [list(record.values()) if isinstance(record, dict) else [record] for record in records]
    yield Part(node.inside, lines(names, rows), Form.TABLE, node.visibility, "avro")
    yield _beside(node, str(reader.metadata).encode("utf-8", "replace"), "avro")
    yield from whole(node, "avro")


def _batches(node: Child, batches: Iterable[Any], reader: str) -> Iterator[Yield]:
    for batch in batches:
        yield Part(node.inside, lines_of(batch), Form.TABLE, node.visibility, reader)
        yield from _files(node, batch)


def _files(node: Child, batch: Any) -> Iterator[Yield]:  # noqa: ANN401
    """Cells that are files."""
    import pyarrow as pa

    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
            for at, cell in enumerate(column.to_pylist()):
                if cell and (has_sign(cell) or cell[:2] in _PACKED):
                    yield Child(below(node, f"{name} {at + 1}"), cell, node.visibility)


def _beside(node: Child, told: bytes, reader: str) -> Part:
    return Part(f"{node.inside} (metadata)".strip(), told, Form.TEXT, Visibility.METADATA, reader)
