"""The case of 2022, replayed: charts are aggregates, the documented export is clean, the table is reachable."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import clerestory as cs
from clerestory.matching import index as indexes
from clerestory.matching import key as keys
from clerestory.proof.probe.targets import search_responses, search_sites
from clerestory.vocabulary.status import Verdict
from tests.scenario.probe.people import MEMBER, crowd, index_of

KEY = keys.Key(bytes(range(16)))
PEOPLE = [MEMBER, *crowd(800, seed=4)]
EXPORT = b"county,year,permits\nLake,2019,120\nOrange,2020,340\n"


@pytest.fixture(scope="module")
def index():
    return index_of(PEOPLE, KEY)


def dashboard(leak: bool):
    records = json.dumps(
        {"rows": [{"last": p.surname, "first": p.given, "born": p.born} for p in PEOPLE]}
    ).encode()
    pages = {
        "/": b"<html><body><h1>Permits</h1><script src='/app.js'></script><a href='/export.csv'>Download</a></body></html>",
        "/app.js": b"fetch('/api/chart'); // served by datasette",
        "/export.csv": EXPORT,
    }
    if leak:
        pages["/app.js.json?_size=max"] = records  # the whole table under the chart
    return pages


@pytest.fixture
def site(request):
    pages = dashboard(request.param)

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            content = pages.get(self.path)
            self.send_response(200 if content is not None else 404)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_the_documented_export_is_clean(index):
    assert search_responses([("export.csv", EXPORT)], index, KEY).verdict is Verdict.CLEAN


@pytest.mark.parametrize("site", [True], indirect=True)
def test_the_probe_finds_the_table_and_says_how_a_stranger_reaches_it(site, index, tmp_path):
    report = search_sites([site], index, KEY)
    assert report.verdict is Verdict.FOUND
    assert report.people == len(PEOPLE)
    ways = {one["address"]: one["way"] for one in report.reach}
    assert {ways[one.path] for one in report.findings} == {"guessed"}


@pytest.mark.parametrize("site", [False], indirect=True)
def test_the_same_site_without_the_leak_is_clean(site, index, tmp_path):
    indexes.save(index, tmp_path / "F")
    (tmp_path / "K").write_text(f"clerestory-fingerprint-key-1 {KEY.secret.hex()}\n")
    (tmp_path / "K").chmod(0o600)
    assert cs.probe(site, fingerprints=tmp_path / "F", key_file=tmp_path / "K").verdict is Verdict.CLEAN


def test_a_site_that_does_not_answer_is_inconclusive():
    assert search_sites(["http://127.0.0.1:9/"]).verdict is Verdict.INCONCLUSIVE
