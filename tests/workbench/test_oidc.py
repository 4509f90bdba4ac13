"""Sign-in with an office's identity provider: only what it signed, for us, now, for this browser, counts."""

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey

from clerestory.errors import InputError, Refused
from clerestory.governance.workbench.auth import oidc
from tests.workbench import provider as stand_in
from tests.workbench.provider import Provider

ORIGIN = "http://localhost:8100"


@pytest.fixture
def office() -> Iterator[Provider]:
    with stand_in.running() as running:
        yield running


def come_back(office: Provider, **changed: str) -> oidc.Proof:
    """Go there and back as a browser would; ``changed`` is what somebody altered on the way."""
    ours = oidc.Provider(oidc.Client(office.issuer, stand_in.CLIENT, stand_in.SECRET), ORIGIN)
    address, kept = ours.begin(again=False)
    sent = httpx.get(address).headers["location"]
    given = {name: values[0] for name, values in parse_qs(urlsplit(sent).query).items()}
    return ours.finish({**given, **changed}, kept, int(time.time()))


def test_the_subject_that_the_provider_signed_for_comes_back(office: Provider) -> None:
    proof = come_back(office)
    assert "subject-1" in proof.subject
    assert office.issuer in proof.subject


@pytest.mark.parametrize(
    "lies",
    [
        {"aud": "another client"},
        {"iss": "https://elsewhere.example"},
        {"nonce": "of another browser"},
        {"exp": 1_000},
        {"azp": "another client"},
        {"iat": 99_999_999_999},
        {"auth_time": "yesterday"},
    ],
    ids=["audience", "issuer", "nonce", "expired", "authorized party", "from the future", "no time"],
)
def test_a_token_that_is_not_ours_is_refused(office: Provider, lies: dict[str, object]) -> None:
    office.lies = lies
    with pytest.raises(Refused):
        come_back(office)


def test_a_token_signed_with_another_key_is_refused(office: Provider) -> None:
    office.sign_with = RSAKey.generate_key(2048, {"kid": "one"})
    with pytest.raises(Refused):
        come_back(office)


def test_another_browsers_answer_is_refused(office: Provider) -> None:
    with pytest.raises(Refused):
        come_back(office, state="of another browser")


def test_an_answer_of_another_provider_is_refused(office: Provider) -> None:
    with pytest.raises(Refused):
        come_back(office, iss="https://elsewhere.example")


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("there", ["http://elsewhere.example/", "javascript:alert()", "", "http://["])
def test_nothing_is_asked_where_anybody_could_listen(office: Provider, name: str, there: str) -> None:
    office.discovered = {name: there}
    with pytest.raises(Refused, match=f"names no {name} over https"):
        come_back(office)


def test_a_code_is_good_once(office: Provider) -> None:
    come_back(office)
    with pytest.raises(Refused):
        come_back(office, code="code-0")


def test_a_provider_that_calls_itself_otherwise_is_refused(office: Provider) -> None:
    office.lies = {"issuer": "https://elsewhere.example"}
    with pytest.raises(Refused):
        come_back(office)


def test_a_provider_that_cannot_be_reached_is_said_in_a_sentence() -> None:
    ours = oidc.Provider(oidc.Client("http://127.0.0.1:9", "us", "secret"), ORIGIN)
    with pytest.raises(Refused, match="cannot be reached"):
        ours.begin(again=False)


def test_a_provider_elsewhere_must_be_reached_over_https() -> None:
    with pytest.raises(InputError, match="https"):
        oidc.Client("http://idp.example.gov", "us", "secret")
    assert "secret" not in repr(oidc.Client("https://idp.example.gov", "us", "secret"))
