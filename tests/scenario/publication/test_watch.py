"""Watching a live site: every byte and header compared, strangers' guesses tried, drift taken down."""

import datetime
import http.server
import json
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.x509.oid import NameOID
from tests.scenario.publication.test_takedown import run, take_down

from clerestory.acts import publish, watch
from clerestory.acts.verify import Pin
from clerestory.errors import InputError
from clerestory.governance.signing import expiry
from clerestory.public.watch.findings import Kind


class Front:
    """A server between the portal and the world, which may change what it passes on."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.change = lambda path, status, headers, body: (status, headers, body)


@contextmanager
def fronted(portal, context: ssl.SSLContext | None = None):
    front = Front(portal.port)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def answer(self) -> None:
            asked = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=20)
            marks = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            asked.request(self.command, self.path, headers=marks)
            answer = asked.getresponse()
            status, headers, body = front.change(
                self.path, answer.status, dict(answer.getheaders()), answer.read()
            )
            asked.close()
            self.send_response_only(status)
            for name, value in headers.items():
                if name.lower() not in ("content-length", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_TRACE = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    front.address = (
        f"{'https' if context else 'http'}://{'localhost' if context else '127.0.0.1'}:{server.server_port}/"
    )
    try:
        yield front
    finally:
        server.shutdown()
        server.server_close()


def seen_at(address: str, publication, remembered=None, **more):
    watched = watch.Watched(address, Pin(publication.places.trust / "root.json", "", remembered), **more)
    return watch.look_once(watched, expiry.now())


def kinds(seen) -> set[Kind]:
    return {each.kind for each in seen.findings if each.is_drift}


def test_a_site_as_signed_is_clean_and_every_answer_was_compared(portal, publication):
    seen = seen_at(f"http://127.0.0.1:{portal.port}", publication)
    assert (seen.findings, seen.has_drifted) == ((), False)
    assert seen.statement.release == "2026-1"
    assert seen.asked > 3 * len(publication.site)


def changed_body(path, status, headers, body):
    return status, headers, body.replace(b"Permits", b"Records") if path == "/ccw/" else body


CHANGES = {
    "one page's words": (Kind.BYTES, lambda p, s, h, b: (s, h, b.replace(b"Sales", b"Sails")) if p == "/dros/" else (s, h, b)),
    "only the compressed form": (
        Kind.BYTES,
        lambda p, s, h, b: (s, h, b[:-1]) if h.get("content-encoding") == "br" and p == "/ccw/" else (s, h, b),
    ),
    "an address not answered": (Kind.BYTES, lambda p, s, h, b: (404, h, b"") if p == "/carry/" else (s, h, b)),
    "a security header lost": (
        Kind.HEADER,
        lambda p, s, h, b: (s, {n: v for n, v in h.items() if n.lower() != "content-security-policy"}, b),
    ),
    "a security header weakened": (Kind.HEADER, lambda p, s, h, b: (s, {**h, "x-frame-options": "SAMEORIGIN"}, b)),
    "a cookie": (Kind.HEADER, lambda p, s, h, b: (s, {**h, "set-cookie": "id=1"}, b)),
    "open to other sites": (Kind.HEADER, lambda p, s, h, b: (s, {**h, "access-control-allow-origin": "*"}, b)),
    "another type": (
        Kind.HEADER,
        lambda p, s, h, b: (s, {**h, "content-type": "text/html"}, b) if p.endswith(".csv") else (s, h, b),
    ),
    "a backup left there": (Kind.UNSIGNED, lambda p, s, h, b: (200, h, b"x") if p == "/index.html.bak" else (s, h, b)),
    "the records themselves": (Kind.UNSIGNED, lambda p, s, h, b: (200, h, b"x") if p == "/records.csv" else (s, h, b)),
    "a listing in the place of not found": (
        Kind.BYTES,
        lambda p, s, h, b: (s, h, b"Index of /data") if p == "/data/" else (s, h, b),
    ),
    "another method": (Kind.METHOD, lambda p, s, h, b: (200, h, b"") if s == 405 else (s, h, b)),
    "signatures not there": (Kind.SIGNATURES, lambda p, s, h, b: (404, h, b"") if p.endswith("targets.json") else (s, h, b)),
    "signatures changed": (
        Kind.SIGNATURES,
        lambda p, s, h, b: (s, h, b.replace(b"2026-1", b"2026-2")) if p.endswith("targets.json") else (s, h, b),
    ),
}  # fmt: skip


def test_every_kind_of_drift_is_found_and_named(portal, publication):
    with fronted(portal) as front:
        assert not seen_at(front.address, publication).has_drifted, "the front itself is no drift"
        for name, (kind, change) in CHANGES.items():
            front.change = change
            assert kinds(seen_at(front.address, publication)) == {kind}, name


def test_the_command_says_what_drifted_and_takes_it_down(portal, publication):
    with fronted(portal) as front:
        front.change = changed_body
        words = ("watch", front.address, "--take-down", str(publication.folder), "--json")
        done = run(*words)
        assert done.returncode == 1, done.stderr
        told = json.loads(done.stdout)
        assert (told["verdict"], told["taken_down"]) == ("drift", ["ccw"])
        assert {each["address"] for each in told["findings"]} == {"/ccw/"}
        portal.until(lambda: portal.ask("/ccw/")[0] == 410)
        assert portal.ask("/dros/")[0] == 200, "what shares nothing with it stays up"
        again = run(*words)
        assert (again.returncode, json.loads(again.stdout)["withdrawn"]) == (0, ["ccw"])


def test_drift_on_no_dashboard_takes_everything_down(portal, publication):
    with fronted(portal) as front:
        front.change = CHANGES["the records themselves"][1]
        done = run("watch", front.address, "--take-down", str(publication.folder), "--json")
        assert json.loads(done.stdout)["taken_down"] == ["all"]
        portal.until(lambda: portal.ask("/dros/")[0] == 410)


def test_a_withdrawn_page_is_as_it_should_be_gone_and_only_so(portal, publication):
    take_down(publication, "ccw")
    portal.until(lambda: portal.ask("/ccw/")[0] == 410)
    address = f"http://127.0.0.1:{portal.port}"
    assert seen_at(address, publication).findings == (), "the notices are read from the site itself"
    with fronted(portal) as front:
        front.change = lambda p, s, h, b: (200, h, b) if p == "/ccw/" else (s, h, b)
        assert kinds(seen_at(front.address, publication)) == {Kind.WITHDRAWN}
        front.change = lambda p, s, h, b: (
            (s, h, b'{"notices":[]}') if p.endswith("withdrawn.json") else (s, h, b)
        )
        assert kinds(seen_at(front.address, publication)) == {Kind.BYTES}
        known = seen_at(front.address, publication, remembered=publication.places.trust)
        assert known.findings == (), "this machine remembers the notice"


def test_addresses_of_earlier_releases_are_asked_too(portal, publication):
    del publication.site["carry/index.html"]
    publication.publish("2026-2")
    portal.until(lambda: portal.ask("/carry/")[0] == 404)
    with fronted(portal) as front:
        front.change = lambda p, s, h, b: (200, h, b"old") if p == "/carry/index.html" else (s, h, b)
        seen = seen_at(front.address, publication)
        assert [each.address for each in seen.findings] == ["/carry/index.html"]


def test_what_expires_soon_is_a_warning_not_a_drift(portal, publication, monkeypatch):
    monkeypatch.setattr(expiry, "TIMESTAMP", datetime.timedelta(hours=2))
    publish.renew(publication.places, expiry.now())
    portal.until(lambda: b"2026" in portal.ask("/.well-known/clerestory/health")[1])
    portal.until(lambda: seen_at(f"http://127.0.0.1:{portal.port}", publication).findings)
    seen = seen_at(f"http://127.0.0.1:{portal.port}", publication)
    assert ({each.kind for each in seen.findings}, seen.has_drifted) == ({Kind.EXPIRY}, False)


def test_who_nobody_told_whom_to_trust_and_a_silent_site_are_no_verdicts(portal, publication, tmp_path):
    done = run("watch", f"http://127.0.0.1:{portal.port}", "--json")
    assert done.returncode == 2
    assert "which root do you trust" in json.loads(done.stdout)["error"]
    portal.stop()
    done = run(
        "watch", f"http://127.0.0.1:{portal.port}", "--root", str(publication.places.trust / "root.json")
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


def certificate(folder: Path, days: int) -> ssl.SSLContext:
    """A self-made certificate for localhost, in folder/certificate.pem."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=9))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize(("days", "found"), [(90, set()), (5, {Kind.CERTIFICATE})])
def test_the_certificate_is_looked_at(portal, publication, tmp_path, days, found):
    with fronted(portal, certificate(tmp_path, days)) as front:
        seen = seen_at(front.address, publication, authorities=tmp_path / "certificate.pem")
        assert {each.kind for each in seen.findings} == found
        assert not seen.has_drifted


def test_a_certificate_that_is_not_good_is_refused(portal, publication, tmp_path):
    with fronted(portal, certificate(tmp_path, -1)) as front:
        with pytest.raises(InputError, match="certificate has expired"):
            seen_at(front.address, publication, authorities=tmp_path / "certificate.pem")
        with pytest.raises(InputError, match="certificate of localhost"):
            seen_at(front.address, publication)


def test_in_a_loop_every_look_is_a_line(portal, publication):
    words = (
        "watch",
        f"http://127.0.0.1:{portal.port}",
        "--root",
        str(publication.places.trust / "root.json"),
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "clerestory", *words, "--every", "0.1", "--json"],
        stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(Path(__file__).parents[3] / "src")},
    )  # fmt: skip
    try:
        assert json.loads(process.stdout.readline())["verdict"] == "clean"
        (publication.places.published / "site/dros/index.html").write_bytes(b"x")
        portal.until(lambda: portal.ask("/dros/")[0] == 503)
        looks = (json.loads(process.stdout.readline()) for _ in range(5))
        assert any(look["verdict"] == "drift" for look in looks)
    finally:
        process.terminate()
        process.communicate()
