"""Tables inside JSON: lists of records, columns side by side, rows of cells, typed arrays of charts."""

import base64
import contextlib
import json
import struct
from collections.abc import Iterator, Sequence

from clerestory.proof.probe.kinds import kind_of
from clerestory.proof.probe.part import Child, Form, Part, Trouble, Yield
from clerestory.proof.probe.rows import lines

_TYPES = {
    "i1": "b", "u1": "B", "uint8": "B", "int8": "b", "i2": "h", "u2": "H", "int16": "h", "uint16": "H",
    "i4": "i", "u4": "I", "int32": "i", "uint32": "I", "f4": "f", "float32": "f", "f8": "d", "float64": "d",
    "i8": "q", "u8": "Q",
}  # fmt: skip
_DEPTH = 40
_FAR = 160  # signs of the values of one object from which on they may stand too far apart to be read together
_BYTES = 12


def tables(node: Child, found: object, place: str = "", depth: int = 0) -> Iterator[Yield]:
    """Every table in a JSON value; what lies deeper than the limit is trouble."""
    if depth > _DEPTH:
        yield Trouble(node.inside, "text", "nested deeper than the limit")
    elif isinstance(found, dict):
        yield from side_by_side(node, found, place)
        yield from _one(node, found, place)
        for name, value in found.items():
            yield from tables(node, value, f"{place}.{name}"[:200], depth + 1)
    elif isinstance(found, list):
        yield from _listed(node, found, place, depth)
    elif isinstance(found, str) and found[:1] in ("{", "["):
        with contextlib.suppress(ValueError, RecursionError):
            yield from tables(node, json.loads(found), place, depth + 1)


def side_by_side(node: Child, found: dict[str, object], place: str = "") -> Iterator[Yield]:
    """Lists of one length in an object are the columns of a table."""
    columns = _columns(found)
    if columns:
        yield _table(node, place, list(columns), list(zip(*columns.values(), strict=True)))


def _one(node: Child, found: dict[str, object], place: str) -> Iterator[Yield]:
    """An object whose values stand far apart in the text is one record."""
    row = {name: value for name, value in found.items() if value and isinstance(value, str | int | float)}
    if len(row) > 1 and sum(len(str(value)) for value in row.values()) > _FAR:
        yield _table(node, f"{place} (one)".strip(), list(row), [list(row.values())])


def _listed(node: Child, found: list[object], place: str, depth: int) -> Iterator[Yield]:
    records = [one for one in found if isinstance(one, dict)]
    if len(records) > 1 and len(records) == len(found):
        names = list(dict.fromkeys(name for record in records for name in record))
        yield _table(node, place, names, [[_flat(record.get(name)) for name in names] for record in records])
    rows = [one for one in found if isinstance(one, list)]
    if len(rows) > 1 and len(rows) == len(found) and all(_is_flat(row) for row in rows):
        yield _table(node, place, rows[0], rows[1:])
        yield from _turned(node, rows, place)
        return
    yield from _of_bytes(node, found, place)
    for at, one in enumerate(found):
        if isinstance(one, list) or (isinstance(one, dict) and len(records) <= 1):
            yield from tables(node, one, f"{place}[{at}]", depth + 1)
        elif isinstance(one, dict):
            yield from _deeper(node, one, place, depth)
        elif isinstance(one, str):
            yield from tables(node, one, place, depth + 1)


def _deeper(node: Child, record: dict[str, object], place: str, depth: int) -> Iterator[Yield]:
    """What a record of a table holds beside its own row."""
    yield from side_by_side(node, record, place)
    for value in record.values():
        yield from tables(node, value, place, depth + 1)


def _is_flat(row: list[object]) -> bool:
    return all(not isinstance(cell, dict | list) for cell in row)


def _of_bytes(node: Child, found: list[object], place: str) -> Iterator[Yield]:
    """A list of bytes is a file or text."""
    if len(found) >= _BYTES and all(type(one) is int and 0 <= one < 256 for one in found):
        content = bytes(found)  # type: ignore[arg-type]
        if kind_of(Child("", content)) != "unknown":
            yield Child(f"{node.inside} {place} (bytes)".strip(), content, node.visibility)


def _turned(node: Child, rows: Sequence[list[object]], place: str) -> Iterator[Yield]:
    """A list of columns, not of rows."""
    if len(rows) < 40 and len({len(row) for row in rows}) == 1 and len(rows[0]) > len(rows):
        yield _table(node, place, [f"column {at}" for at in range(len(rows))], list(zip(*rows, strict=True)))


def _columns(found: dict[str, object]) -> dict[str, list[object]]:
    """The lists of one length in an object, typed arrays included; none if there are not two."""
    lists = {name: values for name, value in found.items() if (values := _values(value)) is not None}
    lengths = [len(values) for values in lists.values() if len(values) > 1]
    if not lengths:
        return {}
    usual = max(set(lengths), key=lengths.count)
    chosen = {name: values for name, values in lists.items() if len(values) == usual}
    typed = any(isinstance(found[name], dict) for name in chosen)
    return chosen if len(chosen) > 1 or typed else {}


def _values(value: object) -> list[object] | None:
    if isinstance(value, list):
        return [_flat(cell) for cell in value]
    if isinstance(value, dict) and "bdata" in value and "dtype" in value:
        return _typed(str(value["dtype"]).lstrip("<>|="), value["bdata"])
    if isinstance(value, dict) and value and all(isinstance(key, str) and key.isdigit() for key in value):
        return [_flat(cell) for cell in value.values()]
    return None


def _typed(kind: str, encoded: object) -> list[object] | None:
    """A typed array as charts hold them: base64 of little-endian numbers."""
    if kind not in _TYPES or not isinstance(encoded, str):
        return None
    try:
        content = base64.b64decode(encoded)
    except ValueError:
        return None
    size = struct.calcsize(_TYPES[kind])
    numbers = struct.unpack(f"<{len(content) // size}{_TYPES[kind]}", content[: len(content) // size * size])
    return [
        int(number) if isinstance(number, float) and number.is_integer() else number for number in numbers
    ]


def _flat(cell: object) -> object:
    if isinstance(cell, dict):
        return " ".join(str(_flat(value)) for value in cell.values())
    if isinstance(cell, list):
        return " ".join(str(_flat(value)) for value in cell)
    return cell


def _table(node: Child, place: str, names: Sequence[object], rows: Sequence[Sequence[object]]) -> Part:
    inside = f"{node.inside} {place}".strip()
    return Part(inside, lines(names, rows), Form.TABLE, node.visibility, "text")
