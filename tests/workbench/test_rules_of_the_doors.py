"""Passwords, codes, locks, limits, settings: the rules of the doors, one by one."""

import pyotp
import pytest

from clerestory.errors import InputError, Refused
from clerestory.governance.workbench.auth import accounts, codes, passwords, secret, sessions
from clerestory.governance.workbench.auth.secret import Seal
from clerestory.governance.workbench.auth.sessions import Session
from clerestory.governance.workbench.limits import Limiter, Rate
from clerestory.governance.workbench.settings import Settings
from clerestory.governance.workbench.visit import is_own

GOOD = "a window high above the square"


@pytest.mark.parametrize(
    "password",
    ["fourteen chars", "x" * 129, "passwordpassword", "123456789987654321", "aaaaaaaaaaaaaaaaaa", "qwerty123456789",
     "abcabcabcabcabcabc", "maya okafor maya", "clerestory-workbench"],
    ids=["short", "long", "doubled", "common", "one letter", "keyboard", "repeated", "own name", "our words"],
)  # fmt: skip
def test_a_password_that_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(Refused):
        passwords.check(password, "maya", "Maya Okafor")


def test_a_long_password_of_any_signs_is_taken_as_it_is() -> None:
    for password in (GOOD, "Fenêtre haute & ciel ☀ 9", "     six words between many blanks     "):
        passwords.check(password, "maya", "Maya Okafor")
        assert passwords.fits(password, passwords.hashed(password))


def test_only_the_very_password_fits_and_its_hash_is_argon2id_of_64_mib() -> None:
    stored = passwords.hashed(GOOD)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,")
    assert not passwords.fits(GOOD.upper(), stored)
    assert not passwords.fits(GOOD, None)
    assert not passwords.fits("there is no such person", None)
    assert stored != passwords.hashed(GOOD)


def test_a_code_is_good_once_and_half_a_minute_around_now() -> None:
    made, now = codes.fresh_secret(), 1_800_000_000
    code = pyotp.TOTP(made).at(now)
    step = codes.step(made, code, 0, now)
    assert step == now // 30
    assert codes.step(made, code, step, now) is None
    assert codes.step(made, code, 0, now + 30) == step
    assert codes.step(made, code, 0, now + 90) is None
    assert codes.step(made, code, 0, now - 90) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34 5", "-12345"])
def test_what_is_no_code_never_fits(code: str) -> None:
    assert codes.step(codes.fresh_secret(), code, 0, 1_000) is None


def test_every_fifth_failure_locks_for_twice_as_long_up_to_a_day() -> None:
    locks = [accounts.lock_seconds(failures) for failures in range(1, 61)]
    assert [lock for lock in locks if lock][:4] == [900, 1800, 3600, 7200]
    assert max(locks) == accounts.LONGEST_LOCK
    assert sum(bool(lock) for lock in locks) == 12


def test_a_session_ends_by_idleness_and_by_age() -> None:
    session = Session("id", "maya", "", 0, 0, 0)
    assert session.is_live(sessions.IDLE - 1)
    assert not session.is_live(sessions.IDLE)
    busy = Session("id", "maya", "", 0, sessions.WHOLE - 1, 0)
    assert busy.is_live(sessions.WHOLE - 1)
    assert not busy.is_live(sessions.WHOLE)
    assert session.is_fresh(sessions.FRESH - 1)
    assert not session.is_fresh(sessions.FRESH)


def test_a_bucket_refuses_when_it_is_empty_and_fills_with_time() -> None:
    time = [0.0]
    limiter = Limiter(Rate(burst=3, a_minute=60), lambda: time[0])
    assert [limiter.allows("here") for _ in range(4)] == [True, True, True, False]
    assert limiter.allows("elsewhere")
    time[0] = 1.0
    assert [limiter.allows("here") for _ in range(2)] == [True, False]


def test_what_is_sealed_opens_for_its_person_and_key_alone() -> None:
    seal = Seal(b"k" * 32)
    sealed = seal.close(b"secret", "maya")
    assert seal.open(sealed, "maya") == b"secret"
    for other, person in ((seal, "daniel"), (Seal(b"x" * 32), "maya")):
        with pytest.raises(InputError):
            other.open(sealed, person)
    assert "k" * 4 not in repr(seal)


def test_words_are_long_random_and_kept_as_hashes() -> None:
    one, other = secret.word(), secret.word()
    assert one != other
    assert len(one) >= 43
    assert secret.kept(one) != one
    assert secret.bound(one, "form") != secret.bound(one, "other")


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\tx", "", "/a\\b"],
)
def test_nobody_is_sent_to_another_site(address: str) -> None:
    assert not is_own(address)


def test_addresses_of_our_own_are_followed() -> None:
    assert all(is_own(address) for address in ("/", "/releases/2026-1?table=a/b", "/log#lines"))


@pytest.mark.parametrize(
    "origin",
    [
        "http://workbench.example.gov",
        "ftp://localhost",
        "https://host/path",
        "localhost",
        "",
        "https://user@host/",
    ],
)
def test_a_workbench_that_others_reach_must_be_https(origin: str) -> None:
    with pytest.raises(InputError):
        Settings("Title", origin)


def test_cookies_are_bound_to_the_host_over_https() -> None:
    assert Settings("Title", "https://workbench.example.gov").cookie_prefix == "__Host-"
    assert Settings("Title", "http://localhost:8100").cookie_prefix == ""


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(InputError, match="time zone"):
        Settings("Title", "http://localhost:8100", zone="Mars/Olympus")
