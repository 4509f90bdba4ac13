"""A stand-in for an office's identity provider, on this machine: discovery, sign-in, tokens, keys.

Tests change ``lies`` to make it say what a broken or hostile provider would.
"""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "workbench", "between the two of us"


@dataclass
class Provider:
    """Who is signed in there, and how it lies."""

    issuer: str = ""
    subject: str = "subject-1"
    auth_age: int = 0
    lies: dict[str, object] = field(default_factory=dict)  # claims of the token that are replaced
    discovered: dict[str, str] = field(default_factory=dict)  # addresses that it names instead
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    sign_with: RSAKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def answer(self, path: str, query: dict[str, str], form: dict[str, str], auth: str) -> tuple[int, str]:
        match path:
            case "/.well-known/openid-configuration":
                return 200, json.dumps(self.discovery())
            case "/keys":
                return 200, json.dumps({"keys": [self.key.as_dict(private=False)]})
            case "/authorize":
                return 303, self.back(query)
            case "/token":
                return self.token(form, auth)
        return 404, "{}"

    def discovery(self) -> dict[str, str]:
        ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {
            "issuer": str(self.lies.get("issuer", self.issuer)),
            **{name: self.issuer + end for name, end in ends.items()},
            **self.discovered,
        }

    def back(self, query: dict[str, str]) -> str:
        code = f"code-{next(self.numbers)}"
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], auth: str) -> tuple[int, str]:
        asked = self.codes.pop(form.get("code", ""), None)
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or auth != expected or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, "{}"
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
            .decode()
            .rstrip("=")
        )
        if challenge != asked["code_challenge"]:
            return 400, "{}"
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT, "exp": now + 300, "iat": now,
            "nonce": asked["nonce"], "auth_time": now - self.auth_age, **{k: v for k, v in self.lies.items() if k != "issuer"},
        }  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.sign_with or self.key)
        return 200, json.dumps({"id_token": signed, "access_token": "none", "token_type": "Bearer"})


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._tell({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            self._tell(_flat(body))

        def _tell(self, form: dict[str, str]) -> None:
            parts = urlsplit(self.path)
            status, body = provider.answer(
                parts.path, _flat(parts.query), form, self.headers.get("authorization", "")
            )
            self.send_response(status)
            if status == 303:
                self.send_header("location", body)
                body = ""
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield provider
        server.shutdown()


def _flat(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}
