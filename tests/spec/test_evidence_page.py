"""The evidence as a page: it says what the account says, and every word from outside is escaped."""

from clerestory.release.evidence_page import evidence_fragment, evidence_page

ACCOUNT = {
    "title": "Permits <b>",
    "made_with": "clerestory 1",
    "versions": {"python": "3"},
    "seconds": {"protect": 1.5},
    "rules": {"minimum": 11, "zeros": "published", "width_owed": 3, "proof": "integer", "recode": "propose", "seed": 1},
    "tables": [{"table": "by <i>", "variables": ["county"], "cells": 1200, "published": 1188, "withheld": 12}],
    "patterns": {"cells": 1200, "published": 1188, "withheld": 12},
    "proof": {
        "unsafe": 7, "integer": 7, "continuous": 0, "certificates": 9, "width_owed": 3, "narrowest": 3,
        "widths": {"3": 4, "5 to 9": 3},
    },
    "tried": {"recoverable": 0, "equations": 0, "wide": 12},
    "earlier": ["january, release 1"],
    "confidential_evidence_sha256": "ab" * 32,
}  # fmt: skip


def test_the_page_answers_first_and_asks_nobody_for_anything() -> None:
    page = evidence_page(ACCOUNT)
    assert "Nothing that is withheld can be worked out." in page
    assert "from 1 to 10" in page
    assert "1,200" in page
    assert "january, release 1" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_names_are_escaped() -> None:
    for page in (evidence_page(ACCOUNT), evidence_fragment(ACCOUNT)):
        assert "Permits &lt;b&gt;" in page
        assert "<i>" not in page


def test_what_was_recovered_is_said_first() -> None:
    page = evidence_page({**ACCOUNT, "tried": {"recoverable": 2}})
    assert "2 withheld numbers can be worked out." in page
    assert "Nothing that is withheld" not in page
