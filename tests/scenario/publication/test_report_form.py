"""The report form of a live server: sealed, a receipt, limits; what was sent becomes a claim inside."""

import http.client
from urllib.parse import urlencode

import pytest

from clerestory.governance.incidents import sealed
from clerestory.public.server.intake import LARGEST, MOST, OF_ONE, Intake

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def body(**words):
    return urlencode(words).encode()


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
