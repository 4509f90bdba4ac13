"""The anonymous visit before a release: whatever a server says is handed to the probe; what it keeps back, is told."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from clerestory.acts.visit import responses
from clerestory.errors import InputError
from clerestory.public.server import answers

PAGE, IN_GZIP, IN_HEAD = b"<p>a page</p>", b"only to those who take gzip", "only in a head"


class Server(BaseHTTPRequestHandler):
    """A page that is another one when packed, and a head that tells."""

    def do_GET(self) -> None:
        packed = self.headers.get("Accept-Encoding") == "gzip"
        body = gzip.compress(IN_GZIP) if packed else PAGE
        self.send_response(200)
        self.send_header("X-Told", IN_HEAD)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""


def answering(status: int, body: bytes = b"", **headers: str) -> type[Server]:
    """A server that says the same to everything."""

    class Same(Server):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Same


def visited(handler: type[Server] = Server, scheme: str = "http") -> dict[str, bytes]:
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        return dict(responses(f"{scheme}://127.0.0.1:{server.server_port}", ["index.html"]))
    finally:
        server.shutdown()
        server.server_close()


def test_what_only_a_packed_answer_holds_and_what_only_a_head_says_is_searched() -> None:
    given = visited()
    assert IN_GZIP in given.values()
    assert any(IN_HEAD.encode() in body for body in given.values())


def test_the_same_bytes_are_searched_once() -> None:
    assert list(visited().values()).count(PAGE) == 1


@pytest.mark.parametrize(
    ("handler", "why"),
    [
        (answering(301, Location="https://example.org/"), "another site"),
        (answering(429), "answers 429"),
        (answering(500), "answers 500"),
        (answering(503, b"<p>overloaded</p>"), "answers 503"),
        (answering(200, b"not packed", Content_Encoding="gzip"), "cannot be unpacked"),
        (answering(200, b"not packed", Content_Encoding="br"), "cannot be unpacked"),
    ],
)
def test_a_site_that_tells_nothing_is_not_called_clean(handler: type[Server], why: str) -> None:
    with pytest.raises(InputError, match=why):
        visited(handler)


def test_a_site_that_withholds_what_is_not_signed_has_answered() -> None:
    body = answers.WITHHELD.fixed.body
    assert body in visited(answering(503, body)).values()


def test_a_site_is_asked_over_its_own_scheme() -> None:
    with pytest.raises(InputError, match="cannot be reached"):
        visited(scheme="https")  # it only speaks the other
