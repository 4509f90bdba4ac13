"""Walking into a file: its kind, its reader, the files inside it, down to the limits."""

import io
import zipfile
from collections.abc import Iterator

from clerestory.proof.probe.limits import LIMITS
from clerestory.proof.probe.magic import kind_of
from clerestory.proof.probe.part import Child, Form, Part, Read, Trouble, Yield
from clerestory.proof.probe.readers import READERS


def walk(node: Child, depth: int = 0) -> Iterator[Part | Trouble | Read]:
    """Every part of a file and of the files inside it."""
    kind = refined(node)
    if depth > LIMITS.depth:
        yield Trouble(node.inside, kind, "nested deeper than the limit")
        return
    if kind not in READERS:
        yield from _unknown(node, kind)
        return
    for found in READERS[kind](node):
        yield from _further(found, depth)


def _further(found: Yield, depth: int) -> Iterator[Part | Trouble | Read]:
    if isinstance(found, Child):
        yield from walk(found, depth + 1)
    else:
        yield found


def _unknown(node: Child, kind: str) -> Iterator[Part | Trouble | Read]:
    yield Part(node.inside, node.content, Form.TEXT, node.visibility, "bytes")
    yield Read(node.inside, "bytes", len(node.content), 0, len(node.content))
    yield Trouble(node.inside, kind, "no reader for this kind of file")


def refined(node: Child) -> str:
    """The kind, an office package told apart from a plain archive by its parts."""
    kind = kind_of(node.content, node.inside or (node.origin.name if node.origin else ""))
    if kind != "zip":
        return kind
    try:
        names = set(zipfile.ZipFile(io.BytesIO(node.content)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return kind
    return "xlsx" if "xl/workbook.xml" in names else "zip"
