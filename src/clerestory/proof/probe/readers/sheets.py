"""Workbooks: every sheet, also hidden and very hidden ones, and every part of the package."""

import io
from collections.abc import Iterator

from clerestory.proof.probe.part import Child, Form, Part, Trouble, Yield
from clerestory.proof.probe.readers.archives import zipped
from clerestory.proof.probe.report import Visibility
from clerestory.proof.probe.rows import lines

_STATES = {"hidden": Visibility.HIDDEN, "veryHidden": Visibility.VERY_HIDDEN}


def xlsx(node: Child) -> Iterator[Yield]:
    """A workbook: its cells row by row, then all parts of its package."""
    yield from _cells(node)
    yield from zipped(node)


def _cells(node: Child) -> Iterator[Yield]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(node.content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            state = _STATES.get(sheet.sheet_state, node.visibility)
            inside = f"{node.inside}/{sheet.title}!".lstrip("/")
            yield Part(inside, lines((), sheet.iter_rows(values_only=True)), Form.TABLE, state, "xlsx")
    except Exception:  # noqa: BLE001  (this library fails on damaged files in many ways)
        yield Trouble(node.inside, "xlsx", "damaged workbook")
