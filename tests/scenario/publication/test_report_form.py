"""The report form of a live server: sealed, a receipt, limits; what was sent becomes a claim inside."""

import errno
import http.client
import os
from urllib.parse import urlencode

import pytest

from clerestory.governance.incidents import sealed
from clerestory.public.server.form import MULTIPART
from clerestory.public.server.intake import LARGEST, LONGEST, MOST, OF_ONE, Intake
from clerestory.vocabulary import attachment

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def body(**words):
    return urlencode(words).encode()


def parts(*given):
    """A form as a browser sends it: (name, file's name or nothing, content)."""
    made = b""
    for name, file, content in given:
        of_file = f'; filename="{file}"\r\nContent-Type: application/octet-stream' if file else ""
        made += (
            f'--b\r\nContent-Disposition: form-data; name="{name}"{of_file}\r\n\r\n'.encode()
            + content
            + b"\r\n"
        )
    return made + b"--b--\r\n"


def send(portal, content, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=20)
    connection.request("POST", "/report/", content, {**FORM, **headers})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_a_message_to_the_live_server_is_sealed_and_has_a_number(publication, portal):
    (publication.folder / "governance").mkdir()
    sealed.make_key(publication.folder / "governance", publication.places.trust)
    status, text = send(
        portal, body(words="everybody can be downloaded", path="/data/ccw/", values="Lovelace\n1815-12-10")
    )
    assert status == 200, text
    (file,) = (publication.folder / "intake").iterdir()
    assert file.stem in text
    assert b"Lovelace" not in file.read_bytes()
    words = sealed.words_of(sealed.opened(file, publication.folder / "governance"))
    assert words.values == ("Lovelace", "1815-12-10")
    assert words.text.splitlines()[:2] == ["/data/ccw/", "everybody can be downloaded"]
    assert portal.ask("/")[0] == 200


def test_without_a_key_nothing_is_taken_and_the_reader_is_told(portal):
    assert send(portal, body(words="x"))[0] == 503


@pytest.fixture
def intake(tmp_path):
    sealed_in = tmp_path / "governance"
    sealed_in.mkdir()
    sealed.make_key(sealed_in, tmp_path / "trust")
    return Intake(tmp_path / "trust", lambda: 0.0)


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        (FORM["Content-Type"], body(words="x" * (LONGEST + 1)), 413),
        (f"{MULTIPART}; boundary=b", parts(("words", "", b"x"), *[("file", "a.png", b"x")] * 4), 413),
        (
            f"{MULTIPART}; boundary=b",
            parts(("words", "", b"x"), ("file", "a", bytes(attachment.LARGEST + 1))),
            413,
        ),
        (f"{MULTIPART}; boundary=b", parts(("words", "", b"x"))[:-6], 415),
        (f"{MULTIPART}; boundary=c", parts(("words", "", b"x")), 415),
        (FORM["Content-Type"], b"", 422),
        (FORM["Content-Type"], body(words="   "), 422),
        (FORM["Content-Type"], bytes(LARGEST + 1), 413),
        ("multipart/form-data", b"x", 415),
        ("application/json", b"{}", 415),
    ],
)
def test_what_is_not_a_message_is_told_so(intake, kind, content, status):
    assert intake.reply(kind, content, "a").status == status


def test_one_address_and_everybody_together_are_limited(intake):
    given = [intake.reply(FORM["Content-Type"], body(words="x"), "a").status for _ in range(OF_ONE + 1)]
    assert given == [200] * OF_ONE + [429]
    others = [intake.reply(FORM["Content-Type"], body(words="x"), f"b{at}").status for at in range(MOST)]
    assert others.count(200) == MOST - OF_ONE


def test_files_come_sealed_under_names_that_harm_nobody(intake, tmp_path):
    picture = bytes(range(256)) * 3 + b"\r\n--a"
    sent = parts(
        ("words", "", "gefährlich".encode()), ("kind", "", b"person"), ("file", "", b""),
        ("file", "C:\\tmp\\a picture.png", picture), ("file", "../../../etc/.cron\0.d", b"x"),
    )  # fmt: skip
    assert intake.reply(f"{MULTIPART}; boundary=b", sent, "a").status == 200
    (file,) = (tmp_path / "intake").iterdir()
    words = sealed.words_of(sealed.opened(file, tmp_path / "governance"))
    assert words.attachments == (("a-picture.png", picture), ("cron-.d", b"x"))
    assert words.text.splitlines()[1:] == ["gefährlich", "", "person"]


def test_what_is_too_long_or_too_much_is_not_even_read(intake):
    assert intake.before(LARGEST + 1, "a").status == 413
    assert intake.before(None, "a").status == 413
    for _ in range(OF_ONE):
        assert intake.before(10, "a") is None
        intake.reply(FORM["Content-Type"], body(words="x"), "a")
    assert intake.before(10, "a").status == 429
    assert intake.before(10, "b") is None


def test_files_wait_for_the_inside_to_take_what_there_is(intake, monkeypatch):
    monkeypatch.setattr("clerestory.public.server.intake.FULL", 10)
    with_file = parts(("words", "", b"x"), ("file", "a.png", b"y"))
    assert intake.reply(f"{MULTIPART}; boundary=b", with_file, "a").status == 200
    assert intake.reply(f"{MULTIPART}; boundary=b", with_file, "a").status == 507
    assert intake.reply(FORM["Content-Type"], body(words="x"), "a").status == 200


def test_on_a_full_disk_the_reader_is_told_where_to_write_and_nothing_half_stays(
    intake, tmp_path, monkeypatch
):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        reply = intake.reply(FORM["Content-Type"], body(words="x"), "a")
    assert reply.status == 507
    assert b"write to the address" in reply.body
    assert list((tmp_path / "intake").iterdir()) == []
    assert intake.reply(FORM["Content-Type"], body(words="x"), "a").status == 200


def test_the_answer_stands_in_the_frame_of_the_form(tmp_path, intake):
    frame = b'<html><head><title>Form</title></head><body><header>Site</header><main id="main"><form></form></main></body></html>'
    intake.page = lambda: frame
    said = intake.reply(FORM["Content-Type"], body(words="x"), "a").body.decode()
    assert "<header>Site</header>" in said
    assert "<form>" not in said
    assert "<title>We received your message</title>" in said
    (file,) = (tmp_path / "intake").iterdir()
    assert file.stem in said


def test_where_nothing_is_served_the_answer_is_a_plain_page(intake):
    said = intake.reply(FORM["Content-Type"], body(words=" "), "a").body.decode()
    assert said.startswith("<!doctype html>")
    assert "<h1>Please tell us what you saw</h1>" in said
