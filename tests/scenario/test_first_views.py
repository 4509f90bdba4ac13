"""What a reader meets first: hardly a withheld number, in the example as it is really published."""

import json
import re
from itertools import product
from pathlib import Path

import pytest

DASHBOARDS = ["ccw", "dros", "fsc", "awr", "gvro", "roster", "arrests", "homicides"]
MOST_WITHHELD = 0.05
MOST_RECORDS = 0.02


@pytest.fixture(scope="session")
def site(demo: Path) -> Path:
    return demo / "published" / "site"


def shown(site: Path, page: str, part: str) -> tuple[int, int]:
    """Withheld and all numbers in the figures, charts or table of a page as it arrives."""
    html = (site / page / "index.html").read_text()
    patterns = {
        "figures": (r'<dd class="n[^>]*>[^<]*\[c\]', r'<dd class="n'),
        "maps": (r'<path class="[^"]*\bqc\b', r'<path class="[^"]*\bq[1-5cn]\b'),
        "table": (r'<button type="button" class="c"', r"<td"),
    }
    withheld, every = patterns[part]
    return len(re.findall(withheld, html)), len(re.findall(every, html))


@pytest.mark.parametrize("page", DASHBOARDS)
def test_of_a_page_hardly_a_number_is_withheld(page: str, site: Path) -> None:
    table, whole = (
        shown(site, page, "table"),
        [shown(site, page, part) for part in ("figures", "maps", "table")],
    )
    assert table[1] >= 20
    assert table[0] <= MOST_WITHHELD * table[1]
    assert sum(part[0] for part in whole) <= MOST_WITHHELD * sum(part[1] for part in whole)


@pytest.mark.parametrize("page", DASHBOARDS)
def test_of_the_records_hardly_any_is_inside_a_withheld_cell(page: str, site: Path) -> None:
    model = json.loads((site / page / "page.json").read_text())
    view = model["view"]
    file = next(cube["url"] for cube in model["cubes"] if cube["table"] == view["table"])
    cube = json.loads((site / page / file).read_text())
    parts = leaves(cube, view)
    hidden = cell(cube, view["at"]) - sum(value for value in parts if value is not None)
    assert hidden <= MOST_RECORDS * cell(cube, view["at"])


def leaves(cube: dict, view: dict) -> list[int | None]:
    """The cells of a view's table below its totals."""
    axes = [view["rows"], view["columns"]]
    finest = [
        [code for code in category["index"] if code != "Total" and code not in category.get("child", {})]
        for category in (cube["dimension"][axis]["category"] for axis in axes)
    ]
    codes = [view["row_codes"] or finest[0], view["column_codes"] or finest[1]]
    return [cell(cube, {**view["at"], **dict(zip(axes, at, strict=True))}) for at in product(*codes)]


def cell(cube: dict, at: dict[str, str]) -> int | None:
    offset = 0
    for name, size in zip(cube["id"], cube["size"], strict=True):
        index = cube["dimension"][name]["category"]["index"]
        offset = offset * size + index.index(at.get(name, index[0]))
    return cube["value"][offset]
