"""Sign-in with the office's identity provider: OpenID Connect, code flow with PKCE, state and nonce.

- The provider is known by its issuer; its addresses come from its own discovery document, over https
  (on this machine alone plain http is allowed, for trials).
- Nobody is let in because a provider knows them: only a subject that a person bound at enrolment is.
- The address that the browser comes back to, the state, the nonce and the verifier are checked; a
  token of another client, issuer, time or key is refused.
"""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from clerestory.errors import InputError, Refused
from clerestory.governance.workbench.auth.secret import same

CALLBACK = "/sign-in/office/back"
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
LARGEST = 200_000  # bytes of any answer
KEPT = 600  # seconds for which the provider's documents are kept
SKEW = 60
HERE = ("127.0.0.1", "localhost")
WRONG = "your office's sign-in did not go through; begin again"


@dataclass(frozen=True)
class Client:
    """What this workbench is to the provider; the secret is never shown."""

    issuer: str
    id: str
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if not _is_guarded(self.issuer):
            raise InputError(f"{self.issuer}: an identity provider is reached over https; give that address")


@dataclass(frozen=True)
class Proof:
    """Whom the provider vouches for, and when they last proved it there."""

    subject: str
    proved_at: int


class Provider:
    """Talks to the identity provider; keeps its documents for a while."""

    def __init__(self, client: Client, origin: str) -> None:
        self._client = client
        self._back = origin + CALLBACK
        self._documents: dict[str, tuple[float, Mapping[str, Any]]] = {}

    def begin(self, *, again: bool) -> tuple[str, dict[str, object]]:
        """Where the browser is sent, and what to remember; ``again``: the person must prove it anew."""
        kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        address = prepare_grant_uri(
            self._of("authorization_endpoint"),
            client_id=self._client.id,
            response_type="code",
            redirect_uri=self._back,
            scope="openid",
            state=kept["state"],
            nonce=kept["nonce"],
            code_challenge=create_s256_code_challenge(kept["verifier"]),
            code_challenge_method="S256",
            **({"prompt": "login", "max_age": "0"} if again else {}),
        )
        return str(address), dict(kept)

    def finish(self, given: Mapping[str, str], kept: Mapping[str, object], now: int) -> Proof:
        """Whom the provider vouches for, from what the browser brought back."""
        if not same(given.get("state", ""), str(kept["state"])) or "code" not in given:
            raise Refused(WRONG)
        if given.get("iss", self._client.issuer) != self._client.issuer:
            raise Refused(WRONG)
        return self._checked(self._token(given["code"], str(kept["verifier"])), str(kept["nonce"]), now)

    def _token(self, code: str, verifier: str) -> str:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": verifier,
        }
        try:
            told = httpx.post(
                self._of("token_endpoint"),
                data=asked,
                auth=(self._client.id, self._client.secret),
                timeout=10,
            )
            return str(_small(told)["id_token"])
        except (httpx.HTTPError, httpx.InvalidURL, KeyError):
            raise Refused(WRONG) from None

    def _checked(self, token: str, nonce: str, now: int) -> Proof:
        rules = jwt.JWTClaimsRegistry(
            now=now,
            leeway=SKEW,
            iss={"essential": True, "value": self._client.issuer},
            aud={"essential": True, "value": self._client.id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            keys = KeySet.import_key_set(dict(self._document(self._of("jwks_uri"))))  # type: ignore[arg-type]
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            rules.validate(claims)
            proved_at = int(claims.get("auth_time", 0))
        except (JoseError, ValueError, KeyError, TypeError):
            raise Refused(WRONG) from None
        if claims.get("azp", self._client.id) != self._client.id:
            raise Refused(WRONG)
        return Proof(json.dumps([self._client.issuer, claims["sub"]]), proved_at)

    def _of(self, name: str) -> str:
        found = self._document(self._client.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != self._client.issuer:
            raise Refused("the identity provider calls itself by another name; tell whoever runs it")
        address = found.get(name)
        if not isinstance(address, str) or not _is_guarded(address):
            raise Refused(f"the identity provider names no {name} over https; tell whoever runs it")
        return address

    def _document(self, address: str) -> Mapping[str, Any]:
        kept_at, kept = self._documents.get(address, (0.0, {}))
        if not kept or time.monotonic() - kept_at > KEPT:
            try:
                kept = _small(httpx.get(address, timeout=10))
            except (httpx.HTTPError, httpx.InvalidURL):
                raise Refused(
                    "the identity provider cannot be reached; use a passkey or a local account"
                ) from None
            self._documents[address] = (time.monotonic(), kept)
        return kept


def _is_guarded(address: str) -> bool:
    """Whether a secret may go there: over https, or nowhere but to this machine."""
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
    except ValueError:
        return False


def _small(answer: httpx.Response) -> Mapping[str, Any]:
    """The JSON object of an answer that is one, and not too long."""
    if answer.status_code != httpx.codes.OK or len(answer.content) > LARGEST:
        raise Refused(WRONG)
    try:
        content = answer.json()
    except ValueError:
        raise Refused(WRONG) from None
    if not isinstance(content, dict):
        raise Refused(WRONG)
    return content
