"""Withheld counts of a published table that its file gives away."""

import io

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
