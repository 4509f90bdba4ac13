"""The import contracts hold, and each of six planted violations breaks one."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PLANTED = {
    "the public side imports the records": (
        "public/server/planted.py",
        "import clerestory.records.cubes.cube\n",
        "The four sides never import each other",
    ),
    "the public side reaches them through the release": (
        "release/planted.py",
        "import clerestory.records.cubes.cube\n",
        "Nothing outside records reaches a library that opens them",
    ),
    "governance imports a library that opens records, for types only": (
        "governance/planted.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pyarrow\n",
        "Nothing outside records reaches a library that opens them",
    ),
    "protection opens the vault": (
        "records/protection/planted.py",
        "import clerestory.records.vault\n",
        "Protection does not import the vault",
    ),
    "the intruder borrows from the protector": (
        "proof/attack/planted.py",
        "import clerestory.records.protection\n",
        "The four sides never import each other",
    ),
    "a new room that nobody placed": (
        "attic/__init__.py",
        "",
        "The four sides never import each other",
    ),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its contracts, where a violation can be planted."""
    shutil.copytree(
        ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(
        command, cwd=root, env={"PYTHONPATH": str(root / "src")}, capture_output=True, text=True, check=False
    )


def test_the_contracts_hold(copy: Path) -> None:
    found = lint(copy)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("planted", PLANTED, ids=str)
def test_a_planted_violation_breaks_its_contract(copy: Path, planted: str) -> None:
    place, text, contract = PLANTED[planted]
    file = copy / "src" / "clerestory" / place
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    found = lint(copy)
    assert found.returncode == 1
    broken = [line for line in found.stdout.splitlines() if " BROKEN" in line]
    assert any(contract in line for line in broken), found.stdout
