"""What a workbook's pivot tables keep: the rows they were made from, as a table with its columns.

A cache stays in the file when its sheet is deleted. Its definition names the columns and their distinct values, its records
give for each row the value or which of those it is ([ECMA-376] 18.10).
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from clerestory.proof.probe.part import Child, Form, Part, below
from clerestory.proof.probe.report import Visibility
from clerestory.proof.probe.rows import lines

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LARGEST = 1 << 28  # bytes of one part; larger ones are searched as they lie
_NONE = "m"  # a cell without a value


def pivots(node: Child, kind: str) -> Iterator[Part]:
    """The rows of every pivot cache."""
    archive = zipfile.ZipFile(io.BytesIO(node.content))
    for name in archive.namelist():
        if "/pivotCacheDefinition" not in name or not name.endswith(".xml"):
            continue
        try:
            records = _records(archive, name)
            if records not in archive.namelist() or archive.getinfo(records).file_size > _LARGEST:
                continue
            fields = list(_fields(ElementTree.fromstring(archive.read(name))))  # noqa: S314  (in the reading process)
            rows = _rows(ElementTree.fromstring(archive.read(records)), [items for _, items in fields])  # noqa: S314
        except ElementTree.ParseError:
            continue  # its bytes are searched all the same
        table = lines([title for title, _ in fields], rows)
        yield Part(below(node, f"{records} (rows)"), table, Form.TABLE, Visibility.CACHE, kind)


def _records(archive: zipfile.ZipFile, definition: str) -> str:
    """The part that the definition's relation leads to; empty if there is none."""
    home, name = posixpath.split(definition)
    relations = f"{home}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return ""
    for relation in ElementTree.fromstring(archive.read(relations)):  # noqa: S314  (in the reading process)
        if relation.get("Type", "").endswith("/pivotCacheRecords"):
            target = relation.get("Target", "")
            return (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(home, target))
            )
    return ""


def _fields(definition: ElementTree.Element) -> Iterator[tuple[str, list[str]]]:
    for field in definition.iter(f"{_SPACE}cacheField"):
        shared = field.find(f"{_SPACE}sharedItems")
        yield field.get("name", ""), [_value(one) for one in shared] if shared is not None else []


def _value(cell: ElementTree.Element) -> str:
    return "" if cell.tag == f"{_SPACE}{_NONE}" else cell.get("v", "")


def _rows(records: ElementTree.Element, items: list[list[str]]) -> Iterator[list[str]]:
    for row in records:
        yield [_cell(cell, shared) for cell, shared in zip(row, items, strict=False)]


def _cell(cell: ElementTree.Element, shared: list[str]) -> str:
    value = _value(cell)
    if cell.tag != f"{_SPACE}x":
        return value
    return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
