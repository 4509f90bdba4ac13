"""A made-up site on loopback: what a stranger finds beside what is linked, and what is never asked."""

import subprocess
import zlib

import pytest

import clerestory as cs
from clerestory.matching import index as indexes
from clerestory.matching import key as keys
from clerestory.proof.probe.live.manners import Manners
from clerestory.proof.probe.visitor import search_sites
from clerestory.vocabulary.status import Verdict
from tests.scenario.probe.live.loopback import serve
from tests.scenario.probe.people import MEMBER, STRANGER, crowd, index_of

KEY = keys.Key(bytes(range(16)))
PEOPLE = [MEMBER, *crowd(800, seed=4)]
QUICK = Manners(pause=0, settle=2)
LEAK = f"one record: {MEMBER.line}\n".encode()
HTML = {"Content-Type": "text/html"}
HOME = b"""<html><body><h1>Permits</h1><a href="/data/permits-2022.csv">Download</a> <a href="/about">About</a>
<link rel="stylesheet" href="/style.css"></body></html>"""
TOTALS = b"county,year,permits\nLake,2019,1120\nOrange,2020,3340\n"
CLEAN = {
    "/": (200, HTML, HOME),
    "/about": (200, HTML, b"<p>How we count.</p>"),
    "/data/permits-2022.csv": TOTALS,
    "/style.css": b"body { background: url(/back.png) }",
}


@pytest.fixture(scope="module")
def index():
    return index_of(PEOPLE, KEY)


def found_at(site, report):
    return {finding.path.removeprefix(site) for finding in report.findings}


HIDDEN = {
    "a backup": {"/data/permits-2022.csv.bak": LEAK},
    "an editor's copy": {"/data/.permits-2022.csv.swp": LEAK},
    "another format": {"/data/permits-2022.json": LEAK},
    "an earlier year": {"/data/permits-2021.csv": LEAK},
    "a listing": {"/data/": (200, HTML, b"<title>Index of /data</title><a href='raw.txt'>raw.txt</a>"), "/data/raw.txt": LEAK},
    "a sitemap": {"/sitemap.xml": b"<urlset><url><loc>/hidden/page</loc></url></urlset>", "/hidden/page": LEAK},
    "a packed sitemap": {"/sitemap.xml.gz": zlib.compress(b"<loc>/hidden/page</loc>", wbits=31), "/hidden/page": LEAK},
    "a robots file": {"/robots.txt": b"User-agent: *\nDisallow: /private/list\n", "/private/list": LEAK},
    "a script": {"/": (200, HTML, HOME + b"<script src=/app.js></script>"), "/app.js": b'const u="/api/rows"; // later', "/api/rows": LEAK},
    "a source map": {"/": (200, HTML, HOME + b"<script src=/app.js></script>"), "/app.js": b"1", "/app.js.map": b'{"version":3,"sources":["a"],"sourcesContent":["' + LEAK.strip() + b'"]}'},
    "an error page": {"/about": (500, HTML, b"<pre>KeyError: " + LEAK + b"</pre>")},
    "a redirect's body": {"/about": (302, {"Location": "/"}, LEAK)},
    "a question asked for more": {"/about": (200, HTML, b"<a href='/rows?limit=10'>rows</a>"), "/rows?limit=10": TOTALS, "/rows?limit=100000": LEAK},
    "the neighbour's number": {"/about": (200, HTML, b"<a href='/case?id=7'>your case</a>"), "/case?id=7": TOTALS, "/case?id=8": LEAK},
    "an environment file": {"/.env": LEAK},
}  # fmt: skip


@pytest.mark.parametrize("where", HIDDEN)
def test_a_record_beside_what_is_linked_is_found(where, index):
    with serve({**CLEAN, **HIDDEN[where]}) as site:
        report = search_sites([site], index, KEY, manners=QUICK)
    assert report.verdict is Verdict.FOUND
    assert report.people == 1


def test_the_same_site_without_it_is_clean_and_reach_says_what_was_visited(index, tmp_path):
    indexes.save(index, tmp_path / "F")
    (tmp_path / "K").write_text(f"clerestory-fingerprint-key-1 {KEY.secret.hex()}\n")
    (tmp_path / "K").chmod(0o600)
    with serve(CLEAN) as site:
        report = cs.probe(site, fingerprints=tmp_path / "F", key_file=tmp_path / "K")
    assert report.verdict is Verdict.CLEAN
    ways = {str(step["address"]).removeprefix(site): step["way"] for step in report.reach}
    assert ways == {
        "": "named",
        "data/permits-2022.csv": "linked",
        "about": "linked",
        "style.css": "linked",
        "back.png": "linked",
    } | {path: way for path, way in ways.items() if way == "guessed"}


def test_a_range_of_bytes_opens_what_a_plain_request_is_refused(index):
    def answers(asked):
        if asked.path == "/data/permits-2022.csv":
            ranged = {"Content-Range": f"bytes 0-{len(LEAK) - 1}/{len(LEAK)}"}
            return (206, ranged, LEAK) if "range" in asked.headers else (403, {}, b"no")
        return CLEAN.get(asked.target)

    with serve(answers) as site:
        assert search_sites([site], index, KEY, manners=QUICK).people == 1


def test_a_git_folder_is_followed_through_its_history(index, tmp_path):
    def git(*words):
        made = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words]
        subprocess.run(made, cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    (tmp_path / "notes.txt").write_bytes(LEAK)
    git("add", ".")
    git("commit", "-qm", "first")
    (tmp_path / "notes.txt").write_text("nothing\n")
    git("commit", "-qam", "second")
    folder = {
        f"/{path.relative_to(tmp_path)}": path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    }
    with serve(
        {**CLEAN, **{name: content for name, content in folder.items() if name.startswith("/.git/")}}
    ) as site:
        report = search_sites([site], index, KEY, manners=QUICK)
    assert report.people == 1
    assert any(".git/objects/" in path for path in found_at(site, report))


def test_a_page_is_opened_and_what_its_script_asks_by_post_is_seen(index):
    page = b"<html><script>fetch(atob('L3E='), {method: 'POST', body: '{}'})</script><p>Totals</p></html>"

    def answers(asked):
        if asked.path == "/q":
            return LEAK if asked.method == "POST" else None
        return (200, HTML, page) if asked.path == "/" else None

    with serve(answers) as site:
        report = search_sites([site], index, KEY, manners=QUICK)
    assert "q (POST)" in found_at(site, report)
    assert next(step for step in report.reach if "(POST)" in step["address"])["way"] == "browser"


def test_only_named_hosts_are_asked_and_the_others_are_noted(index):
    asked_elsewhere = []
    with serve({"/": b"other", "/leak": LEAK}, asked_elsewhere) as other:
        page = f"""<html><a href="{other}leak">x</a><img src="{other}a.png"><script src="{other}b.js"></script>
        <iframe src="{other}"></iframe><script>fetch("{other}leak"); new WebSocket("ws" + "{other}".slice(4));
        location.hash = "x"; fetch("/moved")</script></html>"""
        with serve(
            {"/": (200, HTML, page.encode()), "/moved": (302, {"Location": f"{other}leak"}, b"")}
        ) as site:
            report = search_sites([site], index, KEY, manners=QUICK)
    assert asked_elsewhere == []
    assert report.verdict is Verdict.CLEAN
    assert {step["address"] for step in report.reach if step["way"] == "elsewhere"} >= {
        f"{other}leak",
        f"{other}b.js",
    }


def test_an_address_that_is_itself_a_match_is_shown_as_a_fingerprint(index):
    name = f"{MEMBER.given}-{MEMBER.surname}-{MEMBER.born}"
    page = f"<a href='/people/{name}'>one</a> <a href='/people/gone-{name}'>two</a>".encode()
    with serve({"/": (200, HTML, page), f"/people/{name}": LEAK}) as site:
        report = search_sites([site], index, KEY, manners=QUICK)
    assert report.verdict is Verdict.FOUND
    assert MEMBER.surname not in str(report.as_json())


def test_strangers_rows_are_no_members(index):
    with serve({**CLEAN, "/about": (200, HTML, STRANGER.line.encode())}) as site:
        assert search_sites([site], index, KEY, manners=QUICK).people == 0
