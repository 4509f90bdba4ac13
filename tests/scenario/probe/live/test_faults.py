"""Servers that misbehave: each has a defined answer, inconclusive with its reason, and nothing hangs."""

import gzip
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from clerestory.matching import key as keys
from clerestory.proof.probe.live import browser
from clerestory.proof.probe.live.exchange import Why
from clerestory.proof.probe.live.hosts import Hosts
from clerestory.proof.probe.live.manners import Manners
from clerestory.proof.probe.visitor import search_sites
from clerestory.vocabulary.status import Verdict
from tests.scenario.probe.live.loopback import serve
from tests.scenario.probe.people import MEMBER, crowd, index_of

KEY = keys.Key(bytes(range(16)))
HURRIED = Manners(
    pause=0, stall=0.4, deadline=0.8, guess_deadline=0.3, guesses=3, one=1 << 20, patience=0.1, settle=1
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
WORD = b"Quillfeather"


@pytest.fixture(scope="module")
def index():
    return index_of([MEMBER, *crowd(20, seed=4)], KEY)


@contextmanager
def raw(speak, tls=None):
    """A server that says whatever it likes."""
    listening = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def one(connection):
        with suppress(OSError), connection:
            talk = tls.wrap_socket(connection, server_side=True) if tls else connection
            talk.recv(65536)
            speak(talk, stop)

    def accept():
        with suppress(OSError):
            while True:
                threading.Thread(target=one, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        stop.set()
        listening.close()


def silent(talk, stop):
    stop.wait(30)


def slow_head(talk, stop):
    for sign in HEAD * 100:
        talk.sendall(bytes([sign]))
        if stop.wait(0.1):
            return


def slow_body(talk, stop):
    talk.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
    while not stop.wait(0.1):
        talk.sendall(WORD)


def endless(talk, stop):
    talk.sendall(HEAD + b"\r\n")
    while not stop.is_set():
        talk.sendall(WORD * 5000)


def cut_short(talk, stop):
    talk.sendall(HEAD + b"Content-Length: 1000\r\n\r\n" + WORD)


def garbage(talk, stop):
    talk.sendall(b"\x00\x01" + WORD + b"\r\n\r\n")


def endless_head(talk, stop):
    talk.sendall(HEAD)
    for at in range(500):
        talk.sendall(b"X-%d: " % at + WORD + b"\r\n")


def strange_coding(talk, stop):
    talk.sendall(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\n" + WORD)


def packed_and_cut(talk, stop):
    packed = gzip.compress(WORD * 1000)[:-9]
    talk.sendall(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed)


def always_the_first_part(talk, stop):
    part = b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-11/100\r\nContent-Length: 12\r\n\r\n"
    talk.sendall(part + WORD)


FAULTS = {
    silent: Why.LATE,
    slow_head: Why.LATE,
    slow_body: Why.LATE,
    endless: Why.LARGE,
    cut_short: Why.SHORT,
    garbage: Why.GARBLED,
    endless_head: Why.GARBLED,
    strange_coding: Why.ENCODED,
    packed_and_cut: Why.ENCODED,
    always_the_first_part: Why.SHORT,
}


def test_an_answer_packed_in_several_members_is_read_to_its_end(index):
    packed = gzip.compress(b"county,permits\n") + gzip.compress(MEMBER.line.encode())
    with serve({"/": (200, {"Content-Encoding": "gzip"}, packed)}) as site:
        assert search_sites([site], index, KEY, manners=HURRIED).people == 1


@pytest.mark.parametrize("speak", FAULTS, ids=lambda one: one.__name__)
def test_a_server_that_misbehaves_is_inconclusive_with_a_reason_and_soon(speak):
    with raw(speak) as site:
        begun = time.monotonic()
        report = search_sites([site], manners=HURRIED)
    assert time.monotonic() - begun < 12
    assert report.verdict is Verdict.INCONCLUSIVE
    assert FAULTS[speak].value in {one.trouble for one in report.ledger}
    assert WORD.decode() not in str(report.as_json())


def test_an_invalid_certificate_is_inconclusive_and_nothing_is_asked(tmp_path):
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=127.0.0.1", "-keyout", "k.pem", "-out", "c.pem"]  # fmt: skip
    subprocess.run(made, cwd=tmp_path, check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "c.pem", tmp_path / "k.pem")
    asked = []
    with raw(lambda talk, stop: asked.append(1), tls) as site:
        report = search_sites([site], manners=HURRIED)
    assert asked == []
    assert report.verdict is Verdict.INCONCLUSIVE
    assert Why.CERTIFICATE.value in {one.trouble for one in report.ledger}


def test_redirects_in_a_circle_and_without_end_are_inconclusive():
    circle = {"/": (302, {"Location": "/a"}, b""), "/a": (302, {"Location": "/"}, b"")}
    with serve(circle) as site:
        assert Why.CIRCLE.value in {one.trouble for one in search_sites([site], manners=HURRIED).ledger}

    def endless_chain(asked):
        number = asked.path.strip("/") or "0"
        return (302, {"Location": f"/{int(number) + 1}"}, b"") if number.isdigit() else None

    with serve(endless_chain) as site:
        assert Why.CIRCLE.value in {one.trouble for one in search_sites([site], manners=HURRIED).ledger}


def test_a_busy_server_is_asked_again_and_then_told():
    asked = []
    with serve({"/": (429, {"Retry-After": "1"}, b"later")}, asked) as site:
        report = search_sites([site], manners=HURRIED)
    assert Why.BUSY.value in {one.trouble for one in report.ledger}
    assert sum(one.target == "/" for one in asked) == 3


def test_more_addresses_than_the_limit_are_inconclusive():
    links = b"".join(b"<a href='/%d'>x</a>" % at for at in range(9))
    with serve({"/": (200, {"Content-Type": "text/html"}, links)}) as site:
        report = search_sites([site], manners=Manners(pause=0, pages=4))
    assert report.verdict is Verdict.INCONCLUSIVE
    assert Why.PAGES.value in {one.trouble for one in report.ledger}


def test_a_page_with_scripts_is_inconclusive_where_there_is_no_browser(monkeypatch):
    monkeypatch.setattr(browser, "missing", lambda: True)
    with serve({"/": (200, {"Content-Type": "text/html"}, b"<script>1</script>")}) as site:
        report = search_sites([site], manners=Manners(pause=0))
    assert report.verdict is Verdict.INCONCLUSIVE
    assert Why.NO_BROWSER.value in {one.trouble for one in report.ledger}


@pytest.mark.parametrize("address", ["ftp://example.org/", "http://", "http://[::1", "http://h:999999/"])
def test_what_is_no_address_is_an_error_in_a_sentence(address):
    with pytest.raises(Exception, match="give http"):
        Hosts.of([address])
