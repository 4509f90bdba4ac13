"""Two builds from the same vault give the same bytes."""

import json
import shutil
from pathlib import Path

from clerestory.acts.digests import ACCOUNT, of_folder
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
    told = json.loads(built.stdout)
    evidence = [folder / "evidence" / told["release"] for folder in (demo, again)]
    assert of_folder(evidence[0], without=ACCOUNT) == of_folder(evidence[1], without=ACCOUNT)
    assert_accounted(evidence[1], told)


def assert_accounted(evidence: Path, told: dict[str, int]) -> None:
    """Beside the proofs lies the account of the whole release, as JSON and as a page, for their owner alone."""
    account = json.loads((evidence / ACCOUNT).read_text())
    assert account["patterns"] == {name: told[name] for name in ("cells", "published", "withheld")}
    assert account["proof"]["unsafe"] == told["unsafe"]
    assert account["tried"]["recoverable"] == 0
    assert account["seconds"].keys() == {"count", "protect", "attack"}
    page = evidence / "account.html"
    assert f"{told['withheld']:,}" in page.read_text()
    assert {file.stat().st_mode & 0o777 for file in (page, evidence / ACCOUNT)} == {0o600}
