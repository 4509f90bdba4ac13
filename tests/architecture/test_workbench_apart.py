"""The process that answers people has nothing of a vault: no library that opens one, no path of it."""

import json
import pickle
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from tests.fixtures import tiny

from clerestory.acts.workbench import Asked, setup
from clerestory.governance.workbench.lent import Hands
from clerestory.governance.workbench.visit import Access
from clerestory.project.read import read

OPENERS = (
    "duckdb",
    "ibis",
    "pyarrow",
    "pandas",
    "polars",
    "clerestory.records",
    "clerestory.acts",
    "clerestory.proof",
)


def test_the_process_that_answers_people_cannot_reach_the_vault(tmp_path: Path) -> None:
    tiny.make(tmp_path)
    given = setup(read(tmp_path / "project"), Asked(), 8100, Hands("nowhere", b"key"))
    sent = pickle.dumps(given)  # exactly what is handed to the new process
    assert b"vault" not in sent
    assert b"records.duckdb" not in sent
    program = (
        "import json, pickle, sys\n"
        "pickle.loads(sys.stdin.buffer.read())\n"
        "import clerestory.governance.workbench.app\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], input=sent, capture_output=True, check=True)
    loaded = json.loads(ran.stdout)
    assert "clerestory.governance.workbench.app" in loaded
    assert [name for name in loaded if name.startswith(OPENERS)] == []
    assert not any("vault" in field.name for field in fields(given))


def test_every_address_says_whom_it_is_for_and_stands_once() -> None:
    from clerestory.governance.workbench import app

    addresses = [(page.method, page.path) for page in app.PAGES]
    assert len(addresses) == len(set(addresses))
    fresh = {page.path for page in app.PAGES if page.access is Access.FRESH}
    for act in ("approve", "sign", "publish", "withdraw", "restore"):
        assert f"/releases/{{request}}/{act}" in fresh
    assert "/take-down" in fresh
    assert {page.method for page in app.PAGES} == {"GET", "POST"}
