"""The golden drawings: `python -m tests.spec.explorer.goldens` writes them again; look at them before you commit."""

from collections.abc import Mapping
from pathlib import Path

from tests.spec.explorer import sample
from tests.spec.explorer.engine import ROOT, Renderer, renderer

FOLDER = ROOT / "tests/golden/explorer"
STATES = {
    "default": "",
    "orange": "?place=Orange",
    "withheld": "?place=Marin",
    "women-rate": "?gender=Female&show=rate",
}


def drawn(engine: Renderer) -> Mapping[str, str]:
    """Every golden file's content by name: each card of each state, the table and the full-table page."""
    cubes = sample.cubes()
    found: dict[str, str] = {}
    for name, query in STATES.items():
        for region, markup in engine.page(sample.model(), cubes, query).items():
            if name == "default" or region.startswith(("chart-", "figures", "status", "table")):
                found[f"{name}/{region}.html"] = markup + "\n"
    for region, markup in engine.table_page(sample.model(), cubes).items():
        found[f"table-page/{region}.html"] = markup + "\n"
    return found


def write(folder: Path = FOLDER) -> None:
    """Write every golden file; those that nothing draws any more go."""
    with renderer() as engine:
        files = drawn(engine)
    for old in folder.rglob("*.html"):
        old.unlink()
    for name, markup in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(markup, encoding="utf-8")


if __name__ == "__main__":
    write()
