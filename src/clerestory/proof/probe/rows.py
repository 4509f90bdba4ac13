"""Tables as lines of text, a record a line, cells parted by tabs."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from clerestory.proof.probe.part import TURNED, Form, Part
from clerestory.proof.probe.report import Visibility

_FEW_LINES = 64

_STRIP = {ord("\t"): " ", ord("\n"): " ", ord("\r"): " "}


def lines(names: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as bytes: the names of the columns, then the rows."""
    made = ["\t".join(_cell(name) for name in names)]
    made.extend("\t".join(_cell(cell) for cell in row) for row in rows)
    return ("\n".join(made) + "\n").encode("utf-8", "replace")


def turned(
    inside: str, rows: Sequence[Sequence[object]], visibility: Visibility, reader: str
) -> Iterator[Part]:
    """A table of few lines with its columns as rows: records may stand side by side, a value a line."""
    filled = [row for row in rows if any(cell not in ("", None) for cell in row)]
    wide = max(map(len, filled), default=0)
    if 1 < len(filled) <= _FEW_LINES and wide > 1:
        columns = ([row[at] if at < len(row) else "" for row in filled] for at in range(wide))
        place = f"{inside} {TURNED}".strip()
        yield Part(place, lines((), columns), Form.TABLE, visibility, reader, TURNED)


def lines_of(batch: Any) -> bytes:  # noqa: ANN401  (a pyarrow record batch)
    """An Arrow batch as bytes, written by Arrow where it can."""
    import pyarrow as pa
    import pyarrow.csv as pc

    try:
        options = pc.WriteOptions(delimiter="\t", quoting_style="none")
        sink = pa.BufferOutputStream()
        pc.write_csv(
            pa.table([_plain(column) for column in batch.columns], batch.schema.names), sink, options
        )
        return sink.getvalue().to_pybytes()
    except pa.ArrowException:
        columns = [column.to_pylist() for column in batch.columns]
        return lines(batch.schema.names, zip(*columns, strict=True))


def _plain(column: Any) -> Any:  # noqa: ANN401
    import pyarrow as pa

    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").translate(_STRIP)
    return str(value).translate(_STRIP)
