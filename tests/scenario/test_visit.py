"""The anonymous visit before a release: whatever a server says is handed to the probe."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from clerestory.acts.visit import responses

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


def visited() -> dict[str, bytes]:
    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        return dict(responses(f"http://127.0.0.1:{server.server_port}", ["index.html"]))
    finally:
        server.shutdown()
        server.server_close()


def test_what_only_a_packed_answer_holds_and_what_only_a_head_says_is_searched() -> None:
    given = visited()
    assert IN_GZIP in given.values()
    assert any(IN_HEAD.encode() in body for body in given.values())


def test_the_same_bytes_are_searched_once() -> None:
    assert list(visited().values()).count(PAGE) == 1
