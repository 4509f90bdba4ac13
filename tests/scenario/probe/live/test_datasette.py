"""The case of 2022, replayed on the real Datasette: the charts are totals, the table under them is reachable."""

import json
import sqlite3
import urllib.request
from contextlib import contextmanager

import pytest

from clerestory.matching import key as keys
from clerestory.proof.probe.live.manners import Manners
from clerestory.proof.probe.targets import search_responses
from clerestory.proof.probe.visitor import search_sites
from clerestory.vocabulary.status import Verdict
from tests.scenario.probe.live.loopback import free_port, product, running
from tests.scenario.probe.people import MEMBER, crowd, index_of

KEY = keys.Key(bytes(range(16)))
QUICK = Manners(pause=0, settle=3)
PEOPLE = [MEMBER, *crowd(1500, seed=4)]
COUNTIES = ("Alameda", "Fresno", "Kern", "Lake", "Marin", "Napa", "Orange", "Placer", "Sonoma", "Yolo")
EXPORT = "/firearms/permits_by_county.csv"
DASHBOARD = """<!doctype html><html lang="en"><title>Permits</title><h1>Permits by county</h1>
<p>Totals only. <a href="/firearms/permits_by_county.csv">Download the data</a></p><ol id="chart"></ol>
<script>fetch("/firearms/permits_by_county.json?_shape=array").then(r => r.json()).then(rows => {
document.getElementById("chart").innerHTML = rows.map(r => `<li>${r.county}: ${r.permits}</li>`).join("")})</script></html>"""


@pytest.fixture(scope="module")
def index():
    return index_of(PEOPLE, KEY)


def database(folder, *, leak):
    """The records with a view of totals; or the totals alone."""
    with sqlite3.connect(folder / "firearms.db") as connection:
        counted = "CREATE TABLE totals (county TEXT, permits INTEGER)"
        connection.execute(counted)
        connection.executemany(
            "INSERT INTO totals VALUES (?, ?)", [(c, 1200 + 370 * at) for at, c in enumerate(COUNTIES)]
        )
        source = "SELECT county, permits FROM totals"
        if leak:
            connection.execute(
                "CREATE TABLE permits (last TEXT, first TEXT, born TEXT, licence TEXT, county TEXT)"
            )
            rows = [(*p.cells, COUNTIES[at % 10]) for at, p in enumerate(PEOPLE)]
            connection.executemany("INSERT INTO permits VALUES (?, ?, ?, ?, ?)", rows)
            source = "SELECT county, count(*) AS permits FROM permits GROUP BY county"
        connection.execute(f"CREATE VIEW permits_by_county AS {source}")
    connection.close()


@contextmanager
def datasette(folder, *, leak, permissions=None):
    database(folder, leak=leak)
    (folder / "templates").mkdir()
    (folder / "templates/index.html").write_text(DASHBOARD)
    tables = {"permits": {"hidden": True, **(permissions or {})}} if leak else {}
    settings = {"databases": {"firearms": {"tables": tables}}}
    (folder / "metadata.json").write_text(json.dumps(settings))
    port = free_port()
    words = ["firearms.db", "--host", "127.0.0.1", "--port", str(port), "--metadata", "metadata.json"]
    program = product("datasette") / "bin/datasette"
    with running(
        [str(program), *words, "--template-dir", "templates"], f"http://127.0.0.1:{port}/", folder
    ) as site:
        yield site


def test_the_documented_export_is_clean_and_the_table_is_found_by_the_way_a_stranger_takes(index, tmp_path):
    with datasette(tmp_path, leak=True) as site:
        with urllib.request.urlopen(site.rstrip("/") + EXPORT) as response:
            export = response.read()
        assert search_responses([("export.csv", export)], index, KEY).verdict is Verdict.CLEAN
        report = search_sites([site], index, KEY, manners=QUICK)
    assert report.verdict is Verdict.FOUND
    assert report.people == len(PEOPLE)
    table = next(step for step in report.reach if "/permits.csv" in str(step["address"]))
    assert (table["way"], table["status"]) == ("product", 200)
    assert "hidden" in table["address"]
    assert table["address"] in {finding.path for finding in report.findings}


def test_the_same_dashboard_over_totals_alone_is_clean(index, tmp_path):
    with datasette(tmp_path, leak=False) as site:
        report = search_sites([site], index, KEY, manners=QUICK)
    assert [one for one in report.ledger if one.trouble] == []
    assert report.findings == ()
    assert report.verdict is Verdict.CLEAN
    ways = {step["way"] for step in report.reach}
    assert {"named", "linked", "browser", "product"} <= ways


def test_a_table_whose_page_is_refused_is_read_by_sql(index, tmp_path):
    with datasette(tmp_path, leak=True, permissions={"allow": False}) as site:
        report = search_sites([site], index, KEY, manners=QUICK)
    assert report.people == len(PEOPLE)
    assert any("SQL" in finding.path for finding in report.findings)
