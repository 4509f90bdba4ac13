"""R06: without a probe report of these very bytes nothing is proposed, approved or published."""

import pytest

from clerestory.errors import Refused
from tests.office import ATTACHED


def without(name):
    return {each: digest for each, digest in ATTACHED.items() if each != name}


def test_a_build_without_a_probe_is_not_proposed(office):
    office.build(attachments=without("probe report"))
    with pytest.raises(Refused, match="no probe report"):
        office.propose()


def test_the_probe_of_other_bytes_is_no_evidence(office):
    office.build()
    office.propose()
    office.vote("maya")
    with pytest.raises(Refused, match="other evidence"):
        office.approve("maya", evidence=ATTACHED | {"probe report": "0" * 64})


def test_a_guessed_address_gives_nothing(portal):
    for path in (
        "/manifest.json~",
        "/vault/records.duckdb",
        "/../evidence/",
        "/data/",
        "/.git/config",
        "/api/",
    ):
        assert portal.ask(path)[0] in (400, 404)
