"""What other programs and people get: SARIF, the page, the pre-commit hook, the action, the container."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clerestory.proof.probe import page, render
from clerestory.proof.probe.report import Account, Finding, Kind, Report, Trial, Visibility
from tests import chromium

ROOT = Path(__file__).parents[3]
SITE = "https://dash.example.gov/"
TABLE = f"{SITE}permits.csv?_stream=on (every row of a hidden table)"
REPORT = Report(
    (
        Finding(TABLE, "", Kind.TABLE, Visibility.VISIBLE, 192000, 191840, 61.2, "more than by chance"),
        Finding(
            "out/a <b>.xlsx",
            "xl/x.xml",
            Kind.STRUCTURE,
            Visibility.CACHE,
            9483,
            0,
            0,
            "a nearly unique column",
        ),
    ),
    191840,
    (Account("out/old.zip", "scan.pdf", "pdf", 0, 0, 0, "encrypted"),),
    (Trial("text", "copy", found=True), Trial("mdb", "none", found=False)),
    (
        {"address": SITE, "way": "named", "status": 200, "bytes": 4021},
        {"address": TABLE, "way": "product", "status": 200, "bytes": 99, "from": SITE},
    ),
)


def test_sarif_has_what_the_standard_demands():
    told = json.loads(render.sarif(REPORT))
    (run,) = told["runs"]
    assert (told["version"], run["tool"]["driver"]["name"]) == ("2.1.0", "clerestory probe")
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(run["results"]) == 4
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"error", "warning"}
        assert result["message"]["text"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", uri)
    marks = [result["partialFingerprints"]["place/v1"] for result in run["results"]]
    assert len(set(marks)) == len(marks)
    assert run["properties"]["verdict"] == "found"


def test_the_page_says_the_answer_first_and_is_whole_by_itself():
    made = page.html(REPORT)
    assert (
        made.index("Confidential content can be reached")
        < made.index("191,840")
        < made.index("What was found")
    )
    assert not re.search(r"<script|https?://(?!dash\.example\.gov)|url\(", made)
    assert "a &lt;b&gt;.xlsx" in made
    assert "<b>.xlsx" not in made


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_the_page_needs_no_sideways_scrolling_and_no_script(width, scheme, tmp_path):
    (tmp_path / "r.html").write_text(page.html(REPORT))
    context = chromium.started()[1].new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=True
    )
    shown = context.new_page()
    shown.goto((tmp_path / "r.html").as_uri())
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert shown.get_by_role("heading", level=1).inner_text() == "Confidential content can be reached"
    context.close()


def test_the_hook_calls_a_command_that_is_there():
    told = (ROOT / ".pre-commit-hooks.yaml").read_text()
    (entry,) = re.findall(r"entry: (.+)", told)
    words = [sys.executable, "-m", *entry.split(), "--help"]
    done = subprocess.run(
        words, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True, check=False
    )
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("text", "code", "verdict"), [("nothing at all", 0, "clean"), ("PK\x03\x04broken", 2, "inconclusive")]
)
def test_the_action_runs_the_probe_and_gives_its_verdict(text, code, verdict, tmp_path):
    (tmp_path / "a file.txt").write_text(text)
    (tmp_path / "program").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m clerestory "$@"\n')
    (tmp_path / "program").chmod(0o755)
    given = {
        "PYTHONPATH": str(ROOT / "src"), "CLERESTORY": str(tmp_path / "program"), "PROBE_TARGETS": "a file.txt\n",
        "PROBE_SARIF": "o.sarif", "PROBE_REPORT": "o.html", "PROBE_OPTIONS": "--pictures\nignore",
        "GITHUB_OUTPUT": str(tmp_path / "outputs"),
    }  # fmt: skip
    done = subprocess.run(
        [str(ROOT / "ci/probe")],
        cwd=tmp_path,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert (tmp_path / "outputs").read_text() == f"verdict={verdict}\n"
    assert json.loads((tmp_path / "o.sarif").read_text())["version"] == "2.1.0"
    assert (tmp_path / "o.html").read_text().startswith("<!doctype html>")


def test_the_actions_script_gets_every_input_that_the_action_declares():
    told = (ROOT / "action.yml").read_text()
    declared = set(
        re.findall(r"^  ([a-z-]+):$", told.partition("outputs:")[0].partition("inputs:")[2], re.MULTILINE)
    )
    passed = set(re.findall(r"inputs\.([a-z-]+)", told))
    assert declared == passed == {"targets", "fingerprints", "key-file", "options", "sarif", "report"}
    script = (ROOT / "ci/probe").read_text()
    assert all(f"PROBE_{name.upper().replace('-', '_')}" in script for name in declared)


def test_the_container_copies_what_is_there_and_runs_as_nobody():
    told = (ROOT / "Containerfile").read_text()
    named = [word for line in re.findall(r"^COPY (.+)$", told, re.MULTILINE) for word in line.split()[:-1]]
    assert named
    assert all((ROOT / name).exists() for name in named)
    assert "USER 65534:65534" in told
    assert re.search(r"^FROM python:3\.11-slim-bookworm$", told, re.MULTILINE)
