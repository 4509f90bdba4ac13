"""Random people do random things: nothing is published without two reviewers, a publisher and a passed probe."""

import dataclasses
import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from clerestory.errors import InputError, Refused
from clerestory.governance.approval.approvals import Attachment, Kind
from clerestory.governance.approval.duties import people_with_two
from clerestory.governance.approval.incidents import Severity
from clerestory.governance.approval.requests import Choice
from clerestory.governance.office import claims, publication, releases
from clerestory.governance.office.desk import done_to
from clerestory.governance.store import integrity, pending, requests
from clerestory.governance.store.acting import Actor
from clerestory.vocabulary.roles import Role
from tests.office import ATTACHED, DIGESTS, PEOPLE, Office

OTHER = dataclasses.replace(DIGESTS, bundle="9" * 64)
UNPROBED = {name: digest for name, digest in ATTACHED.items() if name != Attachment.PROBE.value}
PERSON = st.sampled_from(["ana", "ben", "maya", "daniel", "nora", "priya", "tom", "tara", "elena"])
BYTES = st.sampled_from([DIGESTS, DIGESTS, DIGESTS, OTHER])
ACTS = st.one_of(
    st.tuples(st.just("build"), PERSON, st.sampled_from([ATTACHED, ATTACHED, UNPROBED])),
    st.tuples(st.just("propose"), PERSON, st.none()),
    st.tuples(st.just("vote"), PERSON, st.sampled_from([*[Choice.APPROVE] * 5, Choice.RETURN])),
    st.tuples(st.just("approve"), PERSON, BYTES),
    st.tuples(st.just("sign"), PERSON, st.sampled_from([Role.PRIVACY_OFFICER, Role.PUBLISHER])),
    st.tuples(st.just("publish"), PERSON, BYTES),
    st.tuples(st.just("retract"), PERSON, st.none()),
    st.tuples(st.just("reject"), PERSON, st.none()),
    st.tuples(st.just("claim"), PERSON, st.none()),
    st.tuples(st.just("restore"), PERSON, st.sampled_from([Role.PRIVACY_OFFICER, Role.INCIDENT_LEAD])),
)
# most random walks end early: so a part of them begins on the way
PREFIX = st.integers(0, 4)


def do(office, act, who, what):
    request = "2026-1"
    match act:
        case "build":
            office.build(who, attachments=what)
        case "propose":
            office.propose(who=who)
        case "vote":
            office.vote(who, what, reason="a reason")
        case "approve":
            office.approve(who, digests=what)
        case "sign":
            office.sign(who, what)
        case "publish":
            office.publish(who, what)
        case "retract":
            releases.retract(office.desk, Actor(who), request, "a reason")
        case "reject":
            releases.reject(office.desk, Actor(who), request, "a reason")
        case "claim":
            claims.open_claim(office.desk, Actor(who), request, (), office.clock(), Severity.S1, "", "c" * 64)
        case "restore":
            publication.restore(
                office.desk, Actor(who, what), request, office.claim(who, Kind.RESTORED, what)
            )


@settings(max_examples=settings.default.max_examples // 5)
@given(PREFIX, st.booleans(), st.lists(ACTS, min_size=4, max_size=16))
def test_no_way_leads_to_published_without_two_reviewers_a_publisher_and_a_passed_probe(
    begun, everybody, acts
):
    folder = Path(tempfile.mkdtemp())
    try:
        office = Office(folder / "governance", everybody=everybody)
        for step in (
            office.build,
            office.propose,
            office.review,
            lambda: office.sign("priya", Role.PRIVACY_OFFICER),
        )[:begun]:
            step()
        for act, who, what in acts:
            before = len(office.log())
            try:
                do(office, act, who, what)
            except Refused:
                assert office.acts()[-1] == "refused"
            except InputError as error:
                told = str(error)
                assert "no such release request" in told
                continue
            assert len(office.log()) > before, "whatever was done or refused is in the log"
            check(office)
        integrity.check(office.store)
    finally:
        shutil.rmtree(folder)


def check(office):
    with office.store.reading() as look:
        assert pending.every(look) == ()
        for request in requests.every(look):
            if request.state.value != "published":
                continue
            done = done_to(look, request)
            approved = {
                each.person for each in requests.approvals_of(look, request) if each.kind is Kind.REVIEWED
            }
            assert len(approved) >= 2
            assert approved <= done.reviewers
            assert Role.PUBLISHER in done.signers.values()
            assert request.built.attachments[Attachment.PROBE.value]
            assert request.built.digests == DIGESTS
            assert people_with_two(done.duties(person) for person in PEOPLE) == 0
