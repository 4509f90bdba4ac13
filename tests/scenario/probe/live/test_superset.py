"""The real Superset, nightly: a chart of totals by county, and the rows below it."""

import os
import secrets
import sqlite3
import subprocess
from pathlib import Path

import pytest

from clerestory.matching import key as keys
from clerestory.proof.probe.live.manners import Manners
from clerestory.proof.probe.visitor import search_sites
from tests.scenario.probe.live.loopback import free_port, product, running
from tests.scenario.probe.people import MEMBER, crowd, index_of

KEY = keys.Key(bytes(range(16)))
PEOPLE = [MEMBER, *crowd(1500, seed=4)]


@pytest.mark.slow
def test_the_rows_below_a_dashboard_of_the_real_superset_are_found(tmp_path):
    venv = product("superset", "--prefer-binary")  # some of its parts come as sources only
    with sqlite3.connect(tmp_path / "firearms.db") as connection:
        connection.execute("CREATE TABLE permits (last, first, born, licence, county)")
        rows = [(*person.cells, ("Lake", "Napa", "Kern")[at % 3]) for at, person in enumerate(PEOPLE)]
        connection.executemany("INSERT INTO permits VALUES (?, ?, ?, ?, ?)", rows)
    connection.close()
    (tmp_path / "settings.py").write_text(
        f"SECRET_KEY = {secrets.token_hex(32)!r}\nSQLALCHEMY_DATABASE_URI = 'sqlite:///{tmp_path}/own.db'\n"
        "PUBLIC_ROLE_LIKE = 'Gamma'\nTALISMAN_ENABLED = False\nPREVENT_UNSAFE_DB_CONNECTIONS = False\n"
    )
    settings = {"SUPERSET_CONFIG_PATH": str(tmp_path / "settings.py"), "FLASK_APP": "superset"}
    made = Path(__file__).with_name("superset_site.py")
    for words in (
        ["superset", "db", "upgrade"],
        ["superset", "init"],
        ["python", str(made), str(tmp_path / "firearms.db")],
    ):
        command = [str(venv / "bin" / words[0]), *words[1:]]
        subprocess.run(command, env={**os.environ, **settings}, cwd=tmp_path, check=True, capture_output=True)
    place = f"127.0.0.1:{free_port()}"
    serving = [
        str(venv / "bin/gunicorn"),
        "-w",
        "1",
        "--threads",
        "4",
        "-b",
        place,
        "superset.app:create_app()",
    ]
    with running(serving, f"http://{place}/health", tmp_path, **settings):
        address = f"http://{place}/superset/dashboard/permits/"
        report = search_sites(
            [address], index_of(PEOPLE, KEY), KEY, manners=Manners(pause=0, pages=40, guesses=60, opened=1)
        )
    assert report.people == len(PEOPLE)
    assert any("samples" in finding.path for finding in report.findings)
    chart = next(step for step in report.reach if "a chart's data" in str(step["address"]))
    assert chart["address"] not in {finding.path for finding in report.findings}
