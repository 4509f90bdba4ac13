"""Marked values go through every command; nothing outside the vault may hold one of them.

Every word of a record that identifies carries the mark, in values, in broken values, in files that
cannot be read. Then stdout, stderr and every file outside the vault are searched, unpacked.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clerestory.cli.main import COMMANDS
from tests.forked import Forked
from tests.scenario.conftest import ROOT
from tests.scenario.test_nothing_of_the_vault_is_published import contents

MARK = b"zqmarked"
RECORDS = 2_000
INPUTS = "inputs"  # the records themselves: outside the product's hands
VAULT = "vault"


def records(folder: Path) -> Path:
    """A CSV of made-up people whose names, addresses and licences carry the mark."""
    lines = ["last_name,first_name,birth_date,street_address,drivers_license,county,year,sex"]
    for number in range(RECORDS):
        county, year, sex = ("North", "South", "West")[number % 3], 2019 + number % 2, "MF"[number // 3 % 2]
        born = f"{1940 + number % 60}-{1 + number % 12:02}-{1 + number % 28:02}"
        lines.append(
            f"Zqmarked{number},Given Zqmarked{number},{born},{number} Zqmarked Street,ZQMARKED{number:07},"
            f"{county},{year},{sex}"
        )
    file = folder / "people.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marked")
    (folder / INPUTS).mkdir()
    (folder / "temporary").mkdir()
    return folder


@pytest.fixture
def forked(workshop: Path) -> Iterator[Forked]:
    made = Forked(workshop, {"TMPDIR": str(workshop / "temporary")})
    yield made
    made.close()


class Run:
    """Runs commands, keeps all they say, and knows which were run."""

    def __init__(self, workshop: Path, forked: Forked) -> None:
        self.workshop, self._forked, self.said, self.ran = workshop, forked, [], set()

    def __call__(self, *words: object, expect: tuple[int, ...] = (0,)) -> str:
        command = [str(word) for word in words]
        self.ran |= {name for name in COMMANDS if command[: len(name.split())] == name.split()}
        makes_key = command[:2] == ["keys", "make"]
        ran = self._forked(command, {"CLERESTORY_PASSPHRASE": "a phrase for one test"} if makes_key else {})
        self.said.append((" ".join(command), ran.stdout + ran.stderr))
        assert b"Traceback" not in ran.stderr, (command, ran.stderr[-500:])
        assert ran.returncode in expect, (command, ran.returncode, ran.stderr[-800:])
        return ran.stdout.decode()

    def serving(self, place: Path) -> None:
        """Serve for a moment, and stop as an operator does."""
        self.ran.add("serve")
        server = subprocess.Popen(
            [sys.executable, "-m", "clerestory", "serve", str(place), "--port", "0"],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert server.stdout
        first = server.stdout.readline()
        server.terminate()
        out, err = server.communicate(timeout=30)
        self.said.append(("serve", first + out + err))
        assert first.startswith(b"Serving at")


def broken_inputs(folder: Path, people: Path) -> dict[str, Path]:
    """Files that make libraries complain, each with the mark where they would quote it."""
    text = people.read_text().splitlines()
    made = {
        "wrong_type.csv": "\n".join([*text[:600], text[1].replace(",2019,", ",Zqmarked year,")]),
        "ragged.csv": "\n".join([*text[:50], "Zqmarked,Zqmarked", *text[50:90]]),
        "quoted.csv": "\n".join([*text[:50], '"Zqmarked never closed,' + text[3]]),
        "counts.csv": "county,sex,count\nZqmarked,F,Zqmarked\nTotal,Total,12\n",
        "cut.parquet": "PAR1zqmarked",
        "cut.duckdb": "zqmarked" * 4000,
        "hierarchy.csv": "code,parent\nNorth,North\n",
    }
    for name, content in made.items():
        (folder / name).write_text(content)
    return {name: folder / name for name in made}


def test_no_marked_value_is_found_outside_the_vault(workshop: Path, forked: Forked) -> None:
    run = Run(workshop, forked)
    inputs, place = workshop / INPUTS, workshop / "d"
    people = records(inputs)
    bad = broken_inputs(inputs, people)
    _publish(run, people, place)
    _probe(run, people, place, inputs)
    _tables(run, people, bad, inputs)
    _exposure(run, inputs)
    _bad_days(run, bad, workshop)
    _every_other(run, bad)
    assert run.ran == set(COMMANDS), f"not tried: {set(COMMANDS) - run.ran}"
    heard = [command for command, said in run.said if MARK in said.lower()]
    assert heard == []
    outside = [
        name
        for name, content in contents(workshop).items()
        if MARK in content.lower() and VAULT not in Path(name).parts and not name.startswith(INPUTS)
    ]
    assert outside == []
    assert MARK in (place / VAULT / "records.duckdb").read_bytes().lower()


def _publish(run: Run, people: Path, place: Path) -> None:
    run("new", place, "--from", people)
    run("check", place)
    run("people", "found", workshop_of(place), expect=(2,))
    run("people", "example", place)
    run("release", "build", place, "--json")
    run("keys", "example", place)
    run("keys", "make", place / "dana.json", "--officer", "dana", "--role", "publisher")
    run("keys", "propose", place, "--add", place / "dana.json")
    for custodian in sorted((place / "keys" / "root").glob("*.json"))[:2]:
        run("keys", "sign", place, "--key", custodian)
    _decide(run, place)
    for officer in ("officer", "publisher"):
        run("release", "sign", place, "--officer", officer)
    run("release", "publish", place)
    _look_back(run, place)
    run("release", "list", place)
    run("release", "verify", place)
    run.serving(place)
    run("takedown", "all", "--reason", "exercise", place, expect=(0, 1, 2))
    run("demo", place, "--no-serve", expect=(2,))


def _decide(run: Run, place: Path) -> None:
    run("source", "ask", place)
    run("source", "decide", place)
    run("people", "list", place)
    run("people", "appoint", place)
    run("people", "train", place, "--officer", "analyst", "--role", "analyst", "--answers", "1", expect=(2,))
    run(
        "people",
        "waive",
        place,
        "--officer",
        "lead",
        "--for",
        "analyst",
        "--role",
        "analyst",
        "--reason",
        "drill",
    )
    run(
        "lesson",
        "add",
        place,
        "--officer",
        "lead",
        "--id",
        "x",
        "--title",
        "x",
        "--told",
        "x",
        "--columns",
        "none",
    )
    run("release", "propose", place, "--expedite", "law")
    run("release", "expedite", place)
    for checker in ("checker-1", "checker-2"):
        acknowledged = ("--acknowledge", "2022-06")
        run("release", "review", place, "--officer", checker, "--approve", "all", *acknowledged)
        run("release", "approve", place, "--officer", checker)
    for officer in ("officer", "publisher"):
        run("release", "review", place, "--officer", officer, "--acknowledge", "2022-06")
    run("release", "restore", place, "--officer", "lead", "--role", "incident lead")


def _look_back(run: Run, place: Path) -> None:
    run("log", "show", place, "--officer", "auditor")
    run("log", "migrate", place)
    run("log", "export", place, "--out", place / "log.jsonl")
    run("log", "verify", place / "log.jsonl", "--json")
    run("log", "verify", place)
    run("log", "witness", place / "log.jsonl", "--witness", place / "witness")
    release = json.loads(run("release", "list", place, "--json"))["releases"][0]["release"]
    run("claim", "open", release, place, "--severity", "S3", "--told", "drill")
    run("claim", "check", place.parent / INPUTS / "people.csv", place, expect=(1,))
    run("claim", "close", "C-1", place, "--reason", "drill")
    run("release", "withdraw", place, "--officer", "publisher", "--reason", "drill")


def workshop_of(place: Path) -> Path:
    return place.parent / "nothing"


def _probe(run: Run, people: Path, place: Path, inputs: Path) -> None:
    identify = (
        "last_name=surname,first_name=given,birth_date=date,drivers_license=strong,street_address=address"
    )
    key, index = inputs / "people.key", inputs / "people.index"
    run("fingerprints", "build", people, "--identify", identify, "--key-file", key, "--out", index)
    known = ("--fingerprints", index, "--key-file", key)
    run("probe", people, *known, "--json", expect=(1,))
    run("probe", people, "--json", expect=(1,))
    run("incident", "affected", people, "--identify", identify, "--mapping", inputs / "mapping.csv", "--json")
    run("probe", place / "published", *known, "--json", expect=(0, 1, 2))


def _tables(run: Run, people: Path, bad: dict[str, Path], inputs: Path) -> None:
    run("table", "protect", people, "--by", "county,sex", "--out", inputs / "safe.csv")
    run("table", "protect", bad["counts.csv"], "--by", "county,sex", "--count", "count",
        "--out", inputs / "o2.csv", expect=(2,))  # fmt: skip
    run("table", "protect", people, "--by", "last_name,sex", "--value", "drivers_license",
        "--dominance", "1,80", "--out", inputs / "o3.csv", expect=(2,))  # fmt: skip
    run("table", "compare", people, "--by", "county,sex", "--json")
    run("table", "attack", bad["counts.csv"], "--by", "county,sex", expect=(2,))
    run("table", "attack", people, "--by", "last_name,sex", expect=(2,))
    run("table", "attack", bad["counts.csv"], "--by", "county,sex",
        "--hierarchy", f"county={bad['hierarchy.csv']}", expect=(2,))  # fmt: skip


def _exposure(run: Run, inputs: Path) -> None:
    logs = inputs / "logs"
    logs.mkdir()
    line = '192.0.2.1 - Zqmarked [27/Jun/2022:13:00:00 -0700] "GET /x?name=Zqmarked HTTP/1.1" 200 9 "-" "Zqmarked"'
    (logs / "a.log").write_text(f"{line}\nZqmarked, and no request\n")
    definition = inputs / "definition.toml"
    definition.write_text(
        'words = "any"\nroute = "/x"\nwindow = [2022-06-27T00:00:00Z, 2022-06-29T00:00:00Z]\nobject_bytes = 9\n'
        '[formats.web]\nfiles = "*.log"\nkind = "combined"\n'
    )
    page = run.workshop / "exposure.html"
    run("incident", "exposure", logs, "--definition", definition, "--json", "--report", page)
    run("incident", "exposure", inputs / "cut.parquet", "--definition", definition, expect=(2,))


def _every_other(run: Run, bad: dict[str, Path]) -> None:
    """What was not run on its own way: a file of records where a folder, a register or a message should be."""
    for command in sorted(set(COMMANDS) - run.ran):
        run(*command.split(), bad["ragged.csv"], expect=(0, 1, 2))
        run(*command.split(), bad["ragged.csv"], bad["ragged.csv"], "--json", expect=(0, 1, 2))


def _bad_days(run: Run, bad: dict[str, Path], workshop: Path) -> None:
    for name in ("wrong_type.csv", "ragged.csv", "quoted.csv", "cut.parquet", "cut.duckdb"):
        run("new", workshop / f"of_{name}", "--from", bad[name], expect=(0, 2))
        run("fingerprints", "build", bad[name], "--identify", "last_name=surname,year=date",
            "--key-file", workshop / "k", "--out", workshop / f"{name}.index", expect=(0, 2))  # fmt: skip
        run("probe", bad[name], expect=(0, 1, 2))
        run("incident", "affected", bad[name], "--identify", "last_name=surname,year=date",
            "--mapping", workshop / INPUTS / f"{name}.mapping", expect=(0, 2))  # fmt: skip
