"""Identifiers told by their own rules, where there is no index."""

import numpy as np
import pytest

from clerestory.matching import key as keys
from clerestory.proof.probe import search_responses
from clerestory.proof.probe.patterns import account, card, social_security, telephone
from clerestory.proof.probe.report import Kind
from clerestory.vocabulary.status import Verdict
from tests.scenario.probe.people import crowd, index_of


def luhn(body: str) -> str:
    """A number with its check digit, worked out the slow way."""
    return next(body + str(last) for last in range(10) if card(body + str(last)))


FOUND = {
    "one social security number": "memo: his number is 536-22-8914, see file",
    "one card": "paid with 4111 1111 1111 1111 on Monday",
    "one account": "to DE89 3704 0044 0532 0130 00 please",
    "a list of addresses": "\n".join(f"person{n}@example.org" for n in range(8)),
    "a list of telephones": "\n".join(f"(916) 3{n}5-01{n}4" for n in range(10)),
    "a column of licences": "item,drivers_license\n" + "\n".join(f"{n},D10{n}4{n}8{n}" for n in range(5)),
    "a column of bare numbers": "n,ssn\n" + "\n".join(f"{n},53622891{n}" for n in range(5)),
    "UTF-16": "his number is 536-22-8914".encode("utf-16"),
}
NOT = {
    "numbers never given out": "900-12-3456, 000-12-3456, 666-12-3456, 123-00-4567, 123-45-0000",
    "a card that fails its check": "4111 1111 1111 1112",
    "numbers of the length of cards": "\n".join(str(4000000000000000 + 7919 * n) for n in range(200)),
    "one address": "write to info@example.org or call (916) 345-0164",
    "licence-like part numbers": "part,price\n" + "\n".join(f"D10{n}4{n}8{n},{n}" for n in range(5)),
    "dates and years": "1999-12-31 and 2001-02-03, 12/31/1999, 1990-1995-2000",
}


def kinds(text: str | bytes, index=None, key=None) -> set[Kind]:
    content = text if isinstance(text, bytes) else text.encode()
    return {one.kind for one in search_responses([("file.txt", content)], index, key).findings}


@pytest.mark.parametrize("name", FOUND)
def test_found_by_its_rule(name):
    assert Kind.PATTERN in kinds(FOUND[name])


@pytest.mark.parametrize("name", NOT)
def test_not_found_by_its_shape_alone(name):
    assert Kind.PATTERN not in kinds(NOT[name])


def test_with_an_index_membership_counts_not_likeness():
    key = keys.Key(bytes(16))
    report = search_responses(
        [("a.txt", FOUND["one social security number"].encode())], index_of(crowd(50, seed=1), key), key
    )
    assert report.verdict is Verdict.CLEAN


def test_a_pattern_names_no_people_and_shows_no_value():
    report = search_responses([("a.txt", FOUND["one card"].encode())])
    assert (report.people, [one.people for one in report.findings]) == (0, [0])
    assert "4111" not in str(report.as_json())


def test_the_rules_against_known_numbers():
    assert luhn("7992739871") == "79927398713"  # the example of the standard
    assert card("5555555555554444")
    assert not card("5555555555554445")
    assert account("GB82 WEST 1234 5698 7654 32")
    assert not account("GB82 WEST 1234 5698 7654 33")
    assert social_security("536-22-8914")
    assert not telephone("(916) 211-4567")
    assert not telephone("916-555-0142")


def test_a_digit_changed_is_seen_by_the_check():
    draw = np.random.default_rng(4)
    for _ in range(50):
        number = luhn("4" + "".join(map(str, draw.integers(0, 10, 14))))
        at = int(draw.integers(0, 15))
        assert not card(number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :])
