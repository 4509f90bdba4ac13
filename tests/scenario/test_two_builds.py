"""Two builds from the same vault give the same bytes."""

import json
import shutil
from pathlib import Path

from tests.scenario.conftest import clerestory


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_second_build_of_the_example_is_the_published_release_byte_for_byte(
    demo: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    shutil.copytree(demo / "project", again / "project")
    (again / "vault").mkdir()
    (again / "vault" / "records.duckdb").hardlink_to(demo / "vault" / "records.duckdb")
    built = clerestory("release", "build", again, "--json")
    assert built.returncode == 0, built.stderr
    published = contents(demo / "published" / "site")
    staged = contents(again / "staged" / "site")
    assert staged == published
    assert len(published) == json.loads(built.stdout)["files"] + 1  # and the manifest
