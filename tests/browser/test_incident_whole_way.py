"""From a stranger's report form to the report of the incident: a live leak, a real browser, the commands that people type."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, expect

from clerestory.california import drill
from tests.browser.conftest import _address_told
from tests.browser.workbench import at_desk
from tests.chromium import visitor
from tests.scenario.controls.drilled import base
from tests.workbench.conftest import running
from tests.workbench.office import ROOT, Office

__all__ = ["base"]

LEAK = "data/ccw/records.csv"
LEAD = "elena"
DEFINITION = f"""
words = "a GET of the file of records that gave bytes"
route = "/{LEAK}"
window = [2020-01-01T00:00:00Z, 2100-01-01T00:00:00Z]
object_bytes = {len(drill.as_csv("ccw"))}
[formats.server]
files = "held.log"
kind = "json"
"""


def run(office: Office, *words: str, expect: int = 0, by: str = LEAD) -> dict:
    """A command in its own process; its passphrase is that of whoever runs it."""
    secrets = {"CLERESTORY_PASSPHRASE": office.passphrase(by)} if by else {}
    done = subprocess.run(
        [sys.executable, "-m", "clerestory", *words, "--json"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **secrets}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == expect, done.stderr + done.stdout
    return json.loads(done.stdout)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The public server, whose accesses are followed."""
    words = ["serve", str(folder), "--port", "0", "--workers", "1", "--accesses", str(folder / "access.log")]
    server = subprocess.Popen(
        [sys.executable, "-m", "clerestory", *words], env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield _address_told(server)
    finally:
        server.terminate()
        server.communicate(timeout=20)


def status(address: str) -> int:
    try:
        with urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def reported(browser: Browser, portal: str) -> str:
    """What a stranger does who found the file: three values of one person, and the file itself; the receipt's number."""
    person = next(csv.DictReader(io.StringIO(drill.as_csv("ccw").decode())))
    with visitor(browser, portal, "/report/", 360, "dark", script=False) as page:
        page.get_by_label("Where did you see it?").fill(f"{portal}/{LEAK}")
        page.get_by_label("What did you do, and what did you see?").fill(
            "Everybody's name and address is in this file."
        )
        page.get_by_text("Quote what you saw").click()
        page.get_by_label("Values that you saw").fill(
            "\n".join((person["last_name"], person["birth_date"], person["permit_number"]))
        )
        content = drill.as_csv("ccw")[:4_000]
        page.get_by_label("Add pictures or files").set_input_files(
            {"name": "what I saw.csv", "mimeType": "text/csv", "buffer": content}
        )
        page.get_by_role("button", name="Send the report").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("We received your message")
        return str(page.locator(".receipt .big").text_content())


def taken_down(page: Page, office: Office) -> None:
    """The lead tries it from outside, sees that it is so, and takes it down."""
    page.goto(f"{office.address}/incidents")
    page.get_by_role("link", name=f"C-1: {LEAK}").click()
    expect(page.locator(".ttl")).to_contain_text("still live")
    expect(page.get_by_text("3 of 3 quoted values").first).to_be_visible()
    expect(page.get_by_text("The probe opened 1 attachment in its sandbox: records found")).to_be_visible()
    page.get_by_role("button", name="Try it from outside").click()
    expect(page.get_by_role("status").first).to_contain_text("The probe has begun")
    for _ in range(60):
        if page.get_by_text("A probe from outside found records.").count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    expect(page.get_by_text("A probe from outside found records.")).to_be_visible()
    page.get_by_label("Passphrase of your key").fill(office.passphrase(LEAD))
    page.locator(".down summary").click()
    page.get_by_role("button", name="Yes, take it down now").click()
    expect(page.get_by_role("status").first).to_contain_text("serves none of them")
    expect(page.locator(".ttl")).to_contain_text("down")


def test_from_the_report_form_to_the_report(base: Path, tmp_path: Path, chromium: Browser) -> None:
    folder = tmp_path / "D"
    subprocess.run(["cp", "-a", str(base), str(folder)], check=True)
    office = Office(folder)
    with serving(folder) as portal, running(office):
        run(office, "log", "follow", str(folder), str(folder / "access.log"), by="")
        assert status(f"{portal}/{LEAK}") == 200
        receipt = reported(chromium, portal)
        assert run(office, "incident", "watch", str(folder), "--once")["received"] == ["C-1"]
        with at_desk(chromium, office, LEAD) as page:
            taken_down(page, office)
        down = [f"{portal}/{path}" for path in (LEAK, "data/ccw/", "ccw/")]
        assert [status(each) for each in down] == [410, 410, 410]
        assert status(f"{portal}/roster/") == 200
        assert status(f"{portal}/report/") == 200
        _what_follows(office, folder, receipt)


def _what_follows(office: Office, folder: Path, receipt: str) -> None:
    held = folder.parent / "held.log"
    told = run(office, "log", "held", str(folder), "--officer", "ines", "--out", str(held), by="ines")
    assert [each["incident"] for each in told["holds"]] == ["X-1"]
    assert told["gaps"] == []
    (folder.parent / "d.toml").write_text(DEFINITION)
    counted = run(
        office, "incident", "exposure", str(held), "--definition", str(folder.parent / "d.toml"), by=""
    )
    assert counted["downloads"] >= 1
    report = folder.parent / "report.html"
    written = [run(office, "incident", "report", "X-1", str(folder), "--out", str(report), by="") and report.read_bytes()
               for _ in range(2)]  # fmt: skip
    assert written[0] == written[1]
    for said in ("web form", "3 of 3 values that were quoted", "found records", "took down"):
        assert said in written[0].decode(), said
    assert "Abernathy" not in written[0].decode()
    assert receipt
