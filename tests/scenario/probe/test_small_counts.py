"""Withheld counts of a published table that its file gives away."""

import io
import zipfile

import openpyxl

from clerestory.proof.probe import search_responses
from clerestory.proof.probe.report import Kind, Visibility

# 40 + ? + 25 = 70 gives the withheld cell away; with a second one in the row, nothing does
OPEN = [["county", "year", "count"], ["Lake", "2019", "40"], ["Glenn", "2019", "<11"], ["Kings", "2019", "25"], ["Total", "2019", "70"]]  # fmt: skip
SHUT = [["county", "year", "count"], ["Lake", "2019", "40"], ["Glenn", "2019", "<11"], ["Kings", "2019", "<11"], ["Total", "2019", "50"]]  # fmt: skip
BEHIND = [["county", "year", "count"], ["Lake", "2019", "40"], ["Glenn", "2019", "3"], ["Kings", "2019", "7"], ["Total", "2019", "50"]]  # fmt: skip


def book(*sheets: list[list[str]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for at, rows in enumerate(sheets):
        sheet = made.create_sheet(f"s{at}")
        sheet.sheet_state = "hidden" if at else "visible"
        for row in rows:
            sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
RECORDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/pivotCacheRecords"


def with_pivot_cache(content: bytes, rows: list[list[str]]) -> bytes:
    """The workbook with a cache of those rows: the first column as places in the list of its values."""
    counties = [row[0] for row in rows[1:]]
    shared = "".join(f'<s v="{one}"/>' for one in counties)
    fields = f'<cacheField name="{rows[0][0]}"><sharedItems>{shared}</sharedItems></cacheField>'
    fields += "".join(f'<cacheField name="{name}"><sharedItems/></cacheField>' for name in rows[0][1:])
    records = "".join(
        f'<r><x v="{at}"/><s v="{row[1]}"/><n v="{row[2]}"/></r>' for at, row in enumerate(rows[1:])
    )
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as archive:
        home, name = "xl/pivotCache", "pivotCacheDefinition1.xml"
        archive.writestr(
            f"{home}/{name}",
            f"<pivotCacheDefinition {SPACE}><cacheFields>{fields}</cacheFields></pivotCacheDefinition>",
        )
        archive.writestr(
            f"{home}/pivotCacheRecords1.xml", f"<pivotCacheRecords {SPACE}>{records}</pivotCacheRecords>"
        )
        link = f'<Relationship Id="rId1" Type="{RECORDS}" Target="pivotCacheRecords1.xml"/>'
        archive.writestr(
            f"{home}/_rels/{name}.rels", f'<Relationships xmlns="{RELATIONS}">{link}</Relationships>'
        )
    return made.getvalue()


def text(rows: list[list[str]]) -> bytes:
    return "\n".join(",".join(row) for row in rows).encode()


def small(name: str, content: bytes):
    return [one for one in search_responses([(name, content)]).findings if one.kind is Kind.SMALL_COUNT]


def test_a_count_that_the_total_gives_away_is_found():
    (found,) = small("table.csv", text(OPEN))
    assert (found.rows, found.people) == (1, 0)


def test_a_table_that_keeps_its_counts_is_clean():
    assert small("table.csv", text(SHUT)) == []


def test_a_hidden_sheet_gives_away_what_the_visible_one_withholds():
    found = small("book.xlsx", book(SHUT, BEHIND))
    assert [(one.rows, one.visibility) for one in found] == [(2, Visibility.HIDDEN)]


def test_a_table_of_all_counts_is_no_finding():
    assert small("book.xlsx", book(BEHIND)) == []


def test_the_rows_behind_a_pivot_table_give_away_what_the_sheet_withholds():
    found = small("book.xlsx", with_pivot_cache(book(SHUT), BEHIND))
    assert [(one.rows, one.visibility) for one in found] == [(2, Visibility.CACHE)]
    assert "pivotCache" in found[0].inside


def test_a_pivot_cache_that_withholds_the_same_is_no_finding():
    shut = [[cell.replace("<11", "") for cell in row] for row in SHUT]
    assert small("book.xlsx", with_pivot_cache(book(SHUT), shut)) == []
