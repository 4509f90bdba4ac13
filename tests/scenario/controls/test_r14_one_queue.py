"""R14: five doors lead to one queue, with a receipt at once; what says the same is merged; what was said lies sealed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from nacl.public import PrivateKey

from clerestory.acts.respond import named_path
from clerestory.errors import InputError
from clerestory.governance.approval.incidents import Severity
from clerestory.governance.incidents import sealed, timers
from clerestory.governance.incidents.intake import Channel
from clerestory.governance.incidents.sealed import Words
from clerestory.governance.office import claims
from clerestory.governance.store import incidents
from clerestory.governance.store.acting import Actor


@pytest.mark.parametrize("channel", Channel)
def test_every_door_gives_a_claim_and_a_receipt_within_a_minute(incident_room, channel):
    before = incident_room.office.clock()
    received = incident_room.receive(channel=channel)
    assert (received.incident, received.claim) == ("X-1", "C-1")
    assert "C-1" in received.receipt
    assert (received.at - before).total_seconds() < 60


def test_five_doors_lead_to_one_queue_and_alike_messages_to_one_claim(incident_room):
    for channel in Channel:
        incident_room.receive(channel=channel)
    (claim,) = incident_room.incident().claims
    assert claim.messages == 5


def test_a_message_without_an_address_never_hides_behind_one_that_has_one(incident_room):
    incident_room.receive()
    assert incident_room.receive(path="").claim == "C-2"


def test_an_address_is_the_same_however_it_is_written(incident_room):
    for path in ("data/ccw/records.csv", "data/ccw/records.csv/", "data/ccw/records.csv?format=csv"):
        incident_room.receive(path=path)
    (claim,) = incident_room.incident().claims
    assert claim.messages == 3
    base = "https://openjustice.example.gov/"
    assert (
        named_path("https://openjustice.example.gov/data/ccw/my%20records.csv?a=b", base)
        == "data/ccw/my records.csv?a=b"
    )
    assert named_path("/data/ccw", base) == "data/ccw"


def test_a_claim_that_staff_open_stands_in_the_queue_and_its_clock_runs(incident_room):
    office = incident_room.office
    incident_room.outage()
    claims.open_claim(
        office.desk, Actor("nora"), "2026-1", ("ccw",), office.clock(), Severity.S3, "I saw names", "c" * 64
    )
    claim = incident_room.claim("C-1")
    assert (claim.severity, claim.collections, timers.is_counting(claim)) == (Severity.S3, ("ccw",), True)
    assert office.acts()[-1] == "joined", "both teams are told of the outage beside it"


def test_the_claim_stands_where_the_restore_guard_looks(incident_room):
    incident_room.receive()
    with incident_room.office.store.reading() as look:
        assert [each.id for each in incidents.open_claims(look)] == ["C-1"]


def test_what_was_said_is_sealed_and_the_log_holds_only_its_digest(incident_room, tmp_path):
    governance, trust = incident_room.office.folder, tmp_path / "trust"
    sealed.make_key(governance, trust)
    words = Words("I can see Ada Lovelace", ("Lovelace",), (("picture.png", b"a picture"),))
    name = sealed.seal(words.to_bytes(), governance, tmp_path / "messages")
    incident_room.receive(sealed=name)
    file = tmp_path / "messages" / f"{name}.sealed"
    assert b"Lovelace" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    assert sealed.words_of(sealed.opened(file, governance)) == words
    assert not any("Lovelace" in line for line in incident_room.office.export())


def test_the_key_of_an_office_is_whole_and_one_whoever_makes_it_at_the_same_time(tmp_path):
    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda _: sealed.make_key(tmp_path, tmp_path / "trust"), range(32)))
    assert (tmp_path / "intake.key").stat().st_mode & 0o077 == 0
    key = PrivateKey(bytes.fromhex((tmp_path / "intake.key").read_text()))
    assert sealed.public_key(tmp_path / "trust") == key.public_key
    assert sorted(path.name for path in tmp_path.iterdir()) == ["intake.key", "trust"]


def test_a_message_sealed_for_another_office_is_told_apart(tmp_path):
    for office in ("one", "other"):
        (tmp_path / office).mkdir()
        sealed.make_key(tmp_path / office, tmp_path / office)
    name = sealed.seal(b"{}", tmp_path / "one", tmp_path / "m")
    with pytest.raises(InputError, match="not a message sealed for this office"):
        sealed.opened(tmp_path / "m" / f"{name}.sealed", tmp_path / "other")
