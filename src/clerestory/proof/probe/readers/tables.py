"""Columnar files: rows as lines, and the statistics and metadata beside them."""

import io
from collections.abc import Iterator

from clerestory.proof.probe.part import Child, Form, Part, Read, Trouble, Yield
from clerestory.proof.probe.report import Visibility
from clerestory.proof.probe.rows import lines_of

_ROWS = 262_144


def parquet(node: Child) -> Iterator[Yield]:
    """A Parquet file: every row group, every page, the schema's metadata, the columns' statistics."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(node.content))
        for batch in file.iter_batches(_ROWS):
            yield Part(node.inside, lines_of(batch), Form.TABLE, node.visibility, "parquet")
        told = _metadata(file)
    except (pa.ArrowException, OSError, ValueError, KeyError):
        yield Trouble(node.inside, "parquet", "damaged file")
        return
    yield Part(f"{node.inside}#metadata".lstrip("#"), told, Form.TEXT, Visibility.METADATA, "parquet")
    yield Part(f"{node.inside}#raw".lstrip("#"), node.content, Form.TEXT, Visibility.METADATA, "parquet")
    yield Read(node.inside, "parquet", len(node.content), len(node.content), 0)


def _metadata(file: "object") -> bytes:
    told = [str(file.schema_arrow.metadata), str(file.schema_arrow)]  # type: ignore[attr-defined]
    meta = file.metadata  # type: ignore[attr-defined]
    for group in range(meta.num_row_groups):
        for column in range(meta.num_columns):
            statistics = meta.row_group(group).column(column).statistics
            if statistics is not None and statistics.has_min_max:
                told.append(f"{statistics.min}\n{statistics.max}")
    return "\n".join(told).encode("utf-8", "replace")
