"""R09: an approval is a claim about exactly these bytes and this evidence; words alone are refused."""

import dataclasses

import pytest

from clerestory.errors import Refused
from clerestory.governance.approval.approvals import is_valid
from tests.office import ATTACHED, DIGESTS


def ready(office):
    office.build()
    office.propose()
    office.vote("maya")


def test_words_alone_are_refused(office):
    ready(office)
    with pytest.raises(Refused, match="words alone are no approval"):
        office.approve("maya", evidence={})


@pytest.mark.parametrize("part", ["bundle", "evidence", "configuration"])
def test_an_approval_of_other_bytes_does_not_count(office, part):
    ready(office)
    one_byte = dataclasses.replace(DIGESTS, **{part: getattr(DIGESTS, part)[:-1] + "0"})
    with pytest.raises(Refused, match="of other bytes than these"):
        office.approve("maya", digests=one_byte)


def test_an_approval_of_other_evidence_does_not_count(office):
    ready(office)
    with pytest.raises(Refused, match="other evidence"):
        office.approve("maya", evidence=ATTACHED | {"probe report": "0" * 64})


def test_an_approval_before_the_votes_is_refused(office):
    office.build()
    office.propose()
    with pytest.raises(Refused, match="vote on every table first"):
        office.approve("maya")


def test_a_claim_in_somebody_elses_name_is_refused(office):
    from clerestory.governance.office import releases
    from clerestory.governance.store.acting import Actor

    ready(office)
    with pytest.raises(Refused, match="a claim of one's own"):
        releases.approve(office.desk, Actor("maya"), "2026-1", office.claim("daniel"))


def test_a_stored_claim_reads_as_it_was_made(office):
    claim = office.claim("maya")
    assert type(claim).from_text(claim.to_text()) == claim
    request = office.build()
    assert is_valid(claim, request.built)
