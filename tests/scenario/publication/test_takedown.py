"""Taking down: at once, by one officer, everything that shares the data, and for good."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner

from clerestory.acts import publish, sign, takedown
from clerestory.errors import InputError, UntrustedRelease
from clerestory.governance.signing import ceremony, expiry, keys
from clerestory.release import pins

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "src")}
SHARES_CCW = ("/ccw/", "/ccw/index.html", "/ccw", "/carry/", "/data/ccw/applications.csv", "/", "/index.html")


def run(*words: str):
    return subprocess.run(
        [sys.executable, "-m", "clerestory", *words],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def take_down(publication, target, officer="ivy"):
    key = sign.find_any_key(publication.places.keys, officer)
    signer = keys.open_key(key, ceremony.passphrase(publication.places.keys, key))
    return takedown.takedown(publication.places, target, "a claim by telephone", [signer], expiry.now())


def all_gone(portal, paths):
    return lambda: all(portal.ask(path)[0] == 410 for path in paths)


def test_one_command_takes_a_dashboard_and_all_that_shares_its_data_off(portal, publication):
    done = run("takedown", "ccw", str(publication.folder), "--reason", "a claim by telephone", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["by"], told["was_down"], told["addresses"]) == ("ivy", False, 4)
    assert told["checked_at"].startswith("http://127.0.0.1"), "it asked the running server from outside"
    for path in SHARES_CCW:
        status, body, headers = portal.ask(path)
        assert status == 410, path
        assert b"We have withdrawn this page" in body
        assert b'<p class="quiet">Withdrawn on ' in body
        assert b'<li><a href="/dros/">Sales &amp; transfers</a></li>' in body
        assert headers["cache-control"] == "no-store"
    assert portal.ask("/dros/")[:2] == (200, publication.site["dros/index.html"])
    assert portal.ask("/ccw/anything/below")[0] == 410
    assert portal.ask("/nowhere")[0] == 404


def test_the_plain_page_leads_to_what_is_still_published(portal, publication):
    take_down(publication, "ccw")
    portal.until(all_gone(portal, ["/"]))
    assert b'<a href="/dros/">Sales &amp; transfers</a>' in portal.ask("/")[1]
    assert b"/carry/" not in portal.ask("/")[1]


def test_it_takes_less_than_a_second(portal, publication):
    start = time.monotonic()
    take_down(publication, "all")
    while portal.ask("/dros/")[0] != 410:
        assert time.monotonic() - start < 1
    portal.until(all_gone(portal, [f"/{path}" for path in publication.site]))


def test_it_survives_a_killed_server_and_a_restored_folder(publication, serving):
    publication.publish()
    before = publication.folder / "before"
    shutil.copytree(publication.places.published, before)
    with serving(publication.folder) as first:
        take_down(publication, "ccw")
        first.until(all_gone(first, ["/ccw/"]))
        first.process.send_signal(signal.SIGKILL)
    shutil.rmtree(publication.places.published)
    before.rename(publication.places.published)
    with serving(publication.folder) as second:
        assert second.ask("/ccw/")[0] == 410
        assert second.ask("/dros/")[0] == 200


def test_a_server_that_only_gets_the_published_folder_obeys_and_remembers(publication, serving, tmp_path):
    publication.publish()
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    shutil.copytree(publication.places.published, mirror / "published")
    shutil.copytree(publication.places.trust, mirror / "trust")
    with serving(mirror) as server:
        take_down(publication, "ccw")
        shutil.copytree(
            publication.places.published / "metadata", mirror / "published/metadata", dirs_exist_ok=True
        )
        server.until(all_gone(server, ["/ccw/"]))
        shutil.rmtree(mirror / "published/metadata/withdrawn")
        time.sleep(0.5)
        assert server.ask("/ccw/")[0] == 410
    with serving(mirror) as again:
        assert again.ask("/ccw/")[0] == 410


def test_a_corrected_release_comes_back_through_the_whole_gate_only(portal, publication):
    take_down(publication, "ccw")
    publish.renew(publication.places, expiry.now())
    portal.until(all_gone(portal, ["/ccw/"]))
    publication.site["ccw/index.html"] = b"<!doctype html>corrected"
    publication.publish("2026-2")
    portal.until(lambda: portal.ask("/ccw/")[1] == b"<!doctype html>corrected")
    assert portal.ask("/carry/")[0] == 200


def test_a_page_withdrawn_and_then_dropped_stays_gone(portal, publication):
    take_down(publication, "ccw")
    portal.until(all_gone(portal, ["/ccw/"]))
    for path in ("ccw/index.html", "data/ccw/applications.csv"):
        del publication.site[path]
    publication.publish("2026-2")
    portal.until(lambda: portal.ask("/")[0] == 200)
    assert portal.ask("/ccw/")[0] == portal.ask("/data/ccw/applications.csv")[0] == 410


def test_a_publication_under_way_is_taken_down_too(portal, publication):
    publication.stage("2026-2")
    take_down(publication, "ccw")
    publish.publish(publication.places, expiry.now())
    portal.until(lambda: [line["event"] for line in portal.log()].count("release loaded") == 2)
    assert portal.ask("/ccw/")[0] == 410


def test_taking_down_twice_is_the_same_as_once(publication):
    publication.publish()
    assert not take_down(publication, "ccw").was_down
    assert take_down(publication, "ccw").was_down
    assert take_down(publication, "carry").was_down, "all that it reaches is off already"
    assert not take_down(publication, "all").was_down
    assert take_down(publication, "dros").was_down
    assert len(pins.notices(publication.places.trust)) == 2


@pytest.mark.parametrize("officer", ["ada", "bob", "ivy"])
def test_any_one_officer_on_call_can_do_it(publication, officer):
    publication.publish()
    assert take_down(publication, "all", officer).notice.prefixes == ("",)


def test_nobody_else_can(portal, publication):
    with pytest.raises(UntrustedRelease, match="not signed by an officer on call"):
        takedown.takedown(
            publication.places, "all", "mischief", [CryptoSigner.generate_ed25519()], expiry.now()
        )
    (publication.places.published / "metadata/withdrawn").mkdir()
    done = take_down(publication, "dros")
    name = next((publication.places.published / "metadata/withdrawn").iterdir())
    forged = name.read_bytes().replace(b'"dros/"', b'"ccw/","dros/"')
    name.with_name("forged.json").write_bytes(forged)
    portal.until(lambda: any(line["event"] == "notice refused" for line in portal.log()))
    assert portal.ask("/ccw/")[0] == (410 if "ccw/" in done.notice.prefixes else 200)


def test_the_reason_stays_inside(publication):
    publication.publish()
    take_down(publication, "ccw")
    everywhere = b"".join(
        path.read_bytes() for path in publication.places.published.rglob("*") if path.is_file()
    )
    assert b"telephone" not in everywhere
    waiting = list((publication.folder / "unlogged").iterdir())
    assert json.loads(waiting[0].read_bytes())["reason"] == "a claim by telephone"
    assert waiting[0].stat().st_mode & 0o077 == 0


def test_a_name_that_is_not_there_is_answered_with_those_that_are(publication):
    publication.publish()
    with pytest.raises(InputError, match="there is: all, 2026-1, carry, ccw, dros"):
        take_down(publication, "cww")


def test_if_the_world_is_still_served_it_says_so(publication, serving):
    publication.publish()
    done = take_down(publication, "ccw")
    with pytest.raises(UntrustedRelease, match="still served; stop the server"):
        takedown.check_done(takedown.verify_outside(done, lambda path, largest: b"x"))


def test_what_cannot_be_proven_clean_goes_down_too(portal, publication):
    (publication.places.published / "site/dros/index.html").write_bytes(b"<!doctype html>records")
    portal.until(lambda: portal.ask("/dros/")[0] == 503)
    done = run("takedown", "ccw", str(publication.folder), "--reason", "a claim by telephone", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["down"], told["up"], told["unproven"]) == (["carry", "ccw", "dros"], [], ["dros"])
    portal.until(all_gone(portal, ["/dros/"]))


def test_what_stays_up_is_named(portal, publication):
    told = json.loads(run("takedown", "ccw", str(publication.folder), "--reason", "a claim", "--json").stdout)
    assert (told["down"], told["up"], told["unproven"]) == (["carry", "ccw"], ["dros"], [])


def test_addresses_of_earlier_releases_are_gone_as_well(portal, publication):
    publication.site["ccw/old.html"] = b"<!doctype html>old"
    publication.publish("2026-2")
    del publication.site["ccw/old.html"]
    publication.publish("2026-3")
    portal.until(lambda: portal.ask("/ccw/old.html")[0] == 404)
    done = take_down(publication, "ccw")
    assert "ccw/old.html" in done.paths
    portal.until(all_gone(portal, [f"/{path}" for path in done.paths]))


def test_everything_can_be_taken_down_when_the_published_folder_is_in_ruins(portal, publication):
    for file in (publication.places.published / "metadata").glob("*.json"):
        file.write_bytes(b"ruins")
    done = take_down(publication, "all")
    assert "dros/index.html" in done.paths, "this machine remembers what was signed"
    portal.until(all_gone(portal, ["/dros/", "/"]))


def test_a_full_disk_beside_the_site_does_not_stop_it(portal, publication, monkeypatch):
    real = pins.write_notice

    def full(folder, name, content):
        if folder.is_relative_to(publication.places.published):
            raise OSError(28, "No space left on device")
        real(folder, name, content)

    monkeypatch.setattr(pins, "write_notice", full)
    take_down(publication, "all")
    portal.until(all_gone(portal, ["/dros/"]))
    monkeypatch.setattr(pins, "write_notice", lambda *_: full(publication.places.published, "", b""))
    publication.publish("2026-2")
    with pytest.raises(InputError, match="stop the server now"):
        take_down(publication, "all")
