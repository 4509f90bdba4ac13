"""Compound files ([MS-CFB]), as Office wrote them until 2007 and mail and embedded objects still are: their streams.

A stream lies in sectors anywhere in the file, so that its bytes are put together before they are searched.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from clerestory.proof.probe.part import Unreadable

_END = 0xFFFFFFFA  # from here on a number names no sector
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True, repr=False)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


def streams(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Every stream of the directory: (name, bytes)."""
    sector, small = (1 << shift for shift in struct.unpack_from("<HH", content, 30))
    if sector not in (512, 4096) or small != 64:
        raise Unreadable("damaged: no compound file by its head")
    first, _, cutoff, minis, _, lists, _ = struct.unpack_from("<7I", content, 48)
    table = _table(content, sector, lists)
    directory = _chained(content, table, first, sector, sector)
    entries = [_entry(directory, at) for at in range(0, len(directory) - 127, 128)]
    root = next((one for one in entries if one.kind == _ROOT), None)
    if root is None:
        raise Unreadable("damaged: no directory")
    pool = _chained(content, table, root.start, sector, sector)[: root.size]
    small_table = _numbers(_chained(content, table, minis, sector, sector))
    for one in entries:
        if one.kind == _STREAM and one.size < cutoff:
            yield one.name, _chained(pool, small_table, one.start, small, 0)[: one.size]
        elif one.kind == _STREAM:
            yield one.name, _chained(content, table, one.start, sector, sector)[: one.size]


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _table(content: bytes, sector: int, lists: int) -> tuple[int, ...]:
    """Which sector follows which: the table's own sectors are listed in the head, and in further sectors."""
    named, seen = list(struct.unpack_from("<109I", content, 76)), set()
    while lists < _END and lists not in seen:
        seen.add(lists)
        more = _numbers(content[(lists + 1) * sector : (lists + 2) * sector])
        named += more[:-1]
        lists = more[-1] if more else _END
    return _numbers(b"".join(content[(at + 1) * sector : (at + 2) * sector] for at in named if at < _END))


def _chained(content: bytes, table: tuple[int, ...], start: int, sector: int, before: int) -> bytes:
    """The sectors from ``start`` on, one after another; ``before`` bytes stand before the first."""
    parts, seen = [], set()
    while start < len(table) and start not in seen:
        seen.add(start)
        parts.append(content[before + start * sector : before + (start + 1) * sector])
        start = table[start]
    if start < _END:
        raise Unreadable("damaged: a chain of sectors that leads nowhere")
    return b"".join(parts)


def _entry(directory: bytes, at: int) -> _Entry:
    size = min(struct.unpack_from("<H", directory, at + 64)[0], 64)
    name = directory[at : at + max(size - 2, 0)].decode("utf-16-le", "replace")
    start, length = struct.unpack_from("<II", directory, at + 116)
    return _Entry(name, directory[at + 66], start, length)
