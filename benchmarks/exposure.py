"""Fifty million lines of access log that hold the published truth of 2022, and the time it takes to count it.

    python benchmarks/exposure.py FOLDER [--lines 50000000]

Makes rotated, partly packed logs of four kinds in FOLDER (once), with 2,734 downloads by 507 addresses
within about 12 hours among them, parts, robots, staff, a probe, a copy and 400 ill-formed lines; then runs
``clerestory incident exposure`` and compares. DuckDB writes the lines; figures go to docs/reference/measurements.md.
"""

import argparse
import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import numpy as np

DOWNLOADS, ADDRESSES, HOURS, ILL_FORMED = 2734, 507, 12, 400
LIMIT = 90  # seconds by the clock
ROUTE = "/views/firearms/underlying.csv"
BEGINS, OBJECT = 1656390600, 90_000_000  # 2022-06-27 21:30 in California
KINDS = ("combined", "nginx", "json", "cloudfront")
DEFINITION = f"""
words = "a GET of the data route that gave bytes, outside outages; parts within ten minutes are one download"
route = "{ROUTE}"
methods = ["GET"]
statuses = [200, 206]
bytes_at_least = 1
window = [2022-06-27T12:00:00-07:00, 2022-06-28T12:00:00-07:00]
outages = [[2022-06-27T19:30:00-07:00, 2022-06-27T21:30:00-07:00]]
object_bytes = {OBJECT}
same_download_within_s = 600
trusted_proxies = ["10.0.0.0/8"]
staff = ["192.0.2.0/24"]
bot_agents = ["ExampleBot/1.0"]
probe_agents = ["clerestory"]
probe_addresses = ["198.51.100.9"]

[formats.combined]
files = "combined.*"
kind = "combined"

[formats.nginx]
files = "nginx.*"
kind = "nginx"
fields = ["http_x_forwarded_for", "request_id"]

[formats.json]
files = "json.*"
kind = "json"

[formats.cloudfront]
files = "cloudfront.*"
kind = "cloudfront"
"""
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/103.0.0.0 Safari/537.36"
CLF = "strftime(make_timestamp({t} * 1000000) - interval 7 hour, '%d/%b/%Y:%H:%M:%S -0700')"
COMBINED = (
    "{peer} || ' - - [' || "
    + CLF
    + " || '] \"GET ' || {path} || ' HTTP/1.1\" ' || {status} || ' ' || {size} || "
    "' \"https://openjustice.example/\" \"' || {agent} || '\"'"
)
LINES = {
    "combined": COMBINED,
    "nginx": COMBINED.replace("{peer}", "'10.0.0.7'") + " || ' \"' || {peer} || '\" ' || {rid}",
    "json": (
        '\'{{"time":"\' || strftime(make_timestamp({t} * 1000000), \'%Y-%m-%dT%H:%M:%SZ\') || \'","remote_addr":"\' || {peer} '
        '|| \'","method":"GET","uri":"\' || {path} || \'","status":\' || {status} || \',"bytes":\' || {size} || '
        '\',"agent":"\' || {agent} || \'","request_id":"\' || {rid} || \'"}}\''
    ),
    "cloudfront": (
        "strftime(make_timestamp({t} * 1000000), '%Y-%m-%d\t%H:%M:%S') || '\tSFO5\t' || {size} || '\t' || {peer} || "
        "'\tGET\td.example\t' || {path} || '\t' || {status} || '\t-\t' || replace({agent}, ' ', '%20') || '\t-\t-\tHit\t' || {rid} || "
        "'\td.example\thttps\t200\t0.1\t-\t-\t-\tHit\tHTTP/2.0\t-\t-\t443\t0.1\tHit\ttext/csv\t1\t-\t-'"
    ),
}


def truth() -> list[tuple[int, str, int, int, str]]:
    """(time, address, status, bytes, agent) of every request of the route: downloads, their parts, and what is none."""
    chance = np.random.default_rng(2022)
    addresses = [f"203.{at // 250}.113.{at % 250 + 1}" for at in range(ADDRESSES)]
    of = np.concatenate([np.arange(ADDRESSES), chance.integers(0, ADDRESSES, DOWNLOADS - ADDRESSES)])
    slots = {at: iter(chance.permutation(HOURS * 3600 // 1300)) for at in range(ADDRESSES)}
    rows = []
    for number, at in enumerate(of):
        begins = BEGINS + int(next(slots[at])) * 1300
        parts = 3 if number % 33 == 1 else 1
        for part in range(parts):
            whole = parts == 1
            rows.append(
                (
                    begins + part * 200,
                    addresses[at],
                    200 if whole else 206,
                    OBJECT if whole else OBJECT // 3,
                    AGENT,
                )
            )
    rows[0] = (BEGINS, *rows[0][1:])
    rows += [(BEGINS + 60 * at, "192.0.2.17", 200, OBJECT, AGENT) for at in range(40)]
    rows += [(BEGINS + 90 * at, "198.51.100.9", 200, OBJECT, "clerestory probe") for at in range(30)]
    rows += [(BEGINS + 120 * at, "66.249.66.1", 200, OBJECT, "ExampleBot/1.0") for at in range(20)]
    rows += [(BEGINS + 150 * at, "203.9.113.7", 503, 0, AGENT) for at in range(500)]
    return rows


def make(folder: Path, lines: int) -> None:
    """The logs: every kind in rotated files, the older half packed, one file copied."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as db:
        db.execute("create table route (t bigint, peer text, status int, size bigint, agent text)")
        db.executemany("insert into route values (?, ?, ?, ?, ?)", truth())
        for number, kind in enumerate(KINDS):
            for part in range(4):
                _file(db, folder, kind, number, part, lines // 16)
    (folder / "combined.log.9.gz").write_bytes((folder / "combined.log.2.gz").read_bytes())
    (folder / "definition.toml").write_text(DEFINITION)


def _file(db: duckdb.DuckDBPyConnection, folder: Path, kind: str, number: int, part: int, lines: int) -> None:
    packed = part >= 2
    target = folder / f"{kind}.log.{part}"
    fields = {
        "t": "t", "peer": "peer", "path": "path", "status": "status", "size": "size", "agent": "agent", "rid": "rid",
    }  # fmt: skip
    line = LINES[kind].format(**fields)
    db.execute(
        f"""copy (select {line} from (
            select {BEGINS - 34200} + (i * 86400 // {lines}) as t,
                printf('%d.%d.%d.%d', 11 + hash(i) % 180, hash(i + 1) % 250, hash(i + 2) % 250, 1 + hash(i + 3) % 250) as peer,
                '/views/firearms/' || hash(i) % 977 as path, 200 as status, 1000 + hash(i) % 5000 as size,
                '{AGENT}' as agent, md5(concat(i, '{kind}{part}')) as rid
            from range({lines}) r(i)
            union all
            select t, peer, '{ROUTE}' || '?session=' || (t % 97), status, size, agent, md5(concat(t, peer, status))
            from route where hash(peer) % 16 = {number * 4 + part})
            union all select 'no request ' || i from range({ILL_FORMED // 16}) r(i))
        to '{target}' (header false, quote '', escape '', delimiter E'\\x01')"""
    )
    if packed:
        with target.open("rb") as plain, gzip.open(f"{target}.gz", "wb", compresslevel=1) as file:
            shutil.copyfileobj(plain, file, 1 << 20)
        target.unlink()


def main() -> None:
    """Make the logs if they are not there, count, compare, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lines", type=int, default=50_000_000)
    args = parser.parse_args()
    if not (args.folder / "definition.toml").exists():
        make(args.folder, args.lines)
    began = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-m", "clerestory", "incident", "exposure", args.folder, "--definition", args.folder / "definition.toml", "--json"],
        capture_output=True, check=True,
    )  # fmt: skip
    found = json.loads(ran.stdout)
    seconds, used = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{found['lines']:,} lines in {seconds:.1f} s by the clock on {len(os.sched_getaffinity(0))} cores (wanted: {LIMIT}); "
        f"{used.ru_utime + used.ru_stime:.1f} processor seconds; load {os.getloadavg()[0]:.1f}"
    )
    print(
        {
            key: found[key]
            for key in ("downloads", "addresses", "hours", "malformed", "requests", "not_named_by_a_format")
        }
    )
    for each in found["sensitivity"]:
        print(f"  {each['words']:<56} {each['downloads']:>6,} {each['addresses']:>5}  {each['why']}")
    counted = tuple(found[key] for key in ("downloads", "addresses", "malformed"))
    assert counted == (DOWNLOADS, ADDRESSES, ILL_FORMED), "the truth was not found"


if __name__ == "__main__":
    main()
