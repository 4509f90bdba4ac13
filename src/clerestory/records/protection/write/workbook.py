"""The workbook: a sheet of counts with ``[c]`` where a count is withheld, and a sheet of notes."""

import io
import zipfile
from datetime import UTC, datetime

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet._write_only import WriteOnlyWorksheet  # type: ignore[import-untyped]

from clerestory.records.protection.protected import ProtectedCube
from clerestory.records.protection.write.publication import Publication, labels, notes, rows

MARK = "[c]"
LEGEND = "[c]  withheld, so that nobody can be recognised; the cell may be small, or protect one that is"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
GREY = PatternFill("solid", fgColor="E8E8E8")


def xlsx_bytes(cube: ProtectedCube, words: Publication) -> bytes:
    """The workbook's file, dated by the release and nothing else."""
    book = Workbook(write_only=True)
    _fill_counts(book.create_sheet("Counts"), cube, words)
    _fill_notes(book.create_sheet("Notes"), cube, words)
    day = words.release.published_on
    book.properties.creator = words.publisher
    book.properties.title = words.table.title
    book.properties.created = book.properties.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_clock(buffer.getvalue(), book.properties.created)


def _fill_counts(sheet: WriteOnlyWorksheet, cube: ProtectedCube, words: Publication) -> None:
    names = [words.variables[variable].label for variable in cube.variables]
    sheet.freeze_panes = "A4"
    for at, name in enumerate([*names, ""], start=1):
        sheet.column_dimensions[get_column_letter(at)].width = max(14, len(name) + 4)
    sheet.auto_filter.ref = f"A3:{get_column_letter(len(names) + 1)}{cube.counts.size + 3}"
    sheet.append([_bold(sheet, words.table.title)])
    sheet.append([LEGEND])
    sheet.append([_bold(sheet, name) for name in (*names, words.table.measure.label)])
    shown = [
        labels(hierarchy, words.variables[variable])
        for variable, hierarchy in zip(cube.variables, cube.hierarchies, strict=True)
    ]
    mark = _mark(sheet)
    for codes, count in rows(cube):
        sheet.append(
            [*(own[code] for own, code in zip(shown, codes, strict=True)), mark if count is None else count]
        )


def _fill_notes(sheet: WriteOnlyWorksheet, cube: ProtectedCube, words: Publication) -> None:
    sheet.column_dimensions["A"].width = 22
    sheet.column_dimensions["B"].width = 100
    for name, value in (
        ("Title", words.table.title),
        ("Publisher", words.publisher),
        ("Source", words.source.title),
        ("One record", words.source.record),
        ("Unit", words.table.measure.unit),
        ("Release", words.release.id),
        ("Published on", words.release.published_on.isoformat()),
        ("Licence", words.licence),
        (MARK, LEGEND.removeprefix(MARK).strip()),
        ("Smallest count shown", f"0, or {cube.minimum} and more"),
        *(("Note", note) for note in notes(words)),
        *((words.variables[v].label, words.variables[v].definition) for v in cube.variables),
    ):
        if value:
            sheet.append([_bold(sheet, name), value])


def _bold(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _mark(sheet: WriteOnlyWorksheet) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=MARK)
    cell.fill = GREY
    cell.alignment = Alignment(horizontal="right")
    return cell


def _without_clock(content: bytes, day: datetime) -> bytes:
    """The same archive without the time of its making: entries dated alike, ``modified`` as given."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _dated(part, day)
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)
    return made.getvalue()


def _dated(core: bytes, day: datetime) -> bytes:
    start = core.index(b"<dcterms:modified")
    begin, end = core.index(b">", start) + 1, core.index(b"</dcterms:modified>")
    return core[:begin] + day.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + core[end:]
