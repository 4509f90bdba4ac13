"""The committed bundles are those of the committed sources, small, and reach nothing outside the site."""

import gzip
import hashlib
import json
import re

import pytest

from tests.spec.explorer.engine import ASSETS, ROOT

SOURCES = ROOT / "web/explorer"
BUILT = json.loads((ASSETS / "build.json").read_text())
OTHERS = ("build.mjs", "map.mjs", "package.json", "package-lock.json")


def _hash(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_bundles_were_built_from_the_current_sources() -> None:
    files = [*(SOURCES / "src").rglob("*.*"), *(SOURCES / name for name in OTHERS)]
    now = {path.relative_to(SOURCES).as_posix(): _hash(path) for path in files if path.is_file()}
    assert now == BUILT["sources"], "run: just web"


def test_nobody_edited_a_bundle_by_hand() -> None:
    assert {name: _hash(ASSETS / name) for name in BUILT["bundles"]} == BUILT["bundles"]


def test_what_a_browser_loads_stays_below_its_budget() -> None:
    assert len(gzip.compress((ASSETS / "explorer.js").read_bytes(), 9)) <= 32_000
    assert len(gzip.compress((ASSETS / "california.json").read_bytes(), 9)) <= 6_000


@pytest.mark.parametrize("name", ["explorer.js", "renderer.js"])
def test_a_bundle_needs_no_eval_no_storage_and_no_other_host(name: str) -> None:
    text = (ASSETS / name).read_text()
    assert not re.search(
        r"\beval\(|new Function|localStorage|sessionStorage|document\.cookie|https?://|import\(", text
    )


def test_the_lock_file_names_no_download_address() -> None:
    assert "resolved" not in (SOURCES / "package-lock.json").read_text()


def test_the_map_has_every_county_of_california() -> None:
    land = json.loads((ASSETS / "california.json").read_text())
    assert len(land["paths"]) == len(land["centres"]) == 58
    assert {"Orange", "Los Angeles", "Alpine"} <= land["paths"].keys()
