"""R17: a serious claim on something live comes down after 15 minutes without evidence of safety; the log says TIMER."""

from datetime import timedelta

import pytest

from clerestory.acts import watchkeeper
from clerestory.acts.watchkeeper import NOTHING
from clerestory.errors import InputError
from clerestory.governance.approval.incidents import Severity, Takedown
from clerestory.governance.incidents import timers
from clerestory.governance.incidents.intake import Channel, Message
from clerestory.governance.office import publication, response
from clerestory.governance.store.acting import Actor


@pytest.mark.parametrize(
    ("severity", "minutes", "due"),
    [
        (Severity.S1, 60, False),  # a slight claim waits for people
        (Severity.S2, 14, False),
        (Severity.S2, 14.6, True),  # half a minute early, so that it is down in time
        (Severity.S3, 15, True),
        (Severity.S4, 15, True),
    ],
)
def test_the_clock_of_each_severity(incident_room, severity, minutes, due):
    incident_room.receive(severity=severity)
    claim = incident_room.claim()
    assert timers.is_due(claim, claim.at + timedelta(minutes=minutes)) is due


def test_evidence_of_safety_stops_the_clock_and_half_of_it_does_not(incident_room):
    incident_room.receive()
    incident_room.probe("C-1")
    assert timers.is_counting(incident_room.claim())
    response.compared(incident_room.office.desk, "C-1", 0, 3)
    assert not timers.is_counting(incident_room.claim())


def test_a_later_message_does_not_set_the_clock_back(incident_room):
    first = incident_room.receive().at
    incident_room.office.clock.pass_(minutes=10)
    incident_room.receive()
    assert timers.down_at(incident_room.claim()) == first + timers.UNTIL_DOWN


def down(office, *collections, notice):
    done = Takedown(notice * 64, collections[0], collections, "tom", office.clock(), "people can be seen")
    publication.take_over(office.desk, done)


def test_a_takedown_by_hand_stops_the_clock_once_all_that_was_claimed_is_down(incident_room):
    office = incident_room.office
    response.receive(
        office.desk, Actor("elena"), Message(Channel.PHONE, "2026-1", ("ccw", "fsc"), "", "s" * 64), "c" * 64
    )
    office.clock.pass_(minutes=2)
    down(office, "fsc", notice="1")
    assert timers.is_counting(incident_room.claim())
    down(office, "ccw", notice="2")
    claim = incident_room.claim()
    assert not timers.is_counting(claim)
    assert claim.taken_down.by == "tom"
    down(office, "ccw", notice="2")
    assert office.acts().count("take down") == 3, "two takedowns, and one line for the incident"


def test_the_log_says_what_did_it(incident_room):
    incident_room.receive()
    response.came_down(incident_room.office.desk, "X-1", ["C-1"], ["data/ccw"], incident_room.office.clock())
    entry = incident_room.office.log()[-1]
    assert (entry.act, entry.by, entry.detail["cause"]) == ("timer", "machine", "TIMER")
    assert not timers.is_counting(incident_room.claim())


def test_a_look_that_fails_is_told_once_and_the_next_one_comes(monkeypatch):
    looks = [NOTHING, InputError("store: away"), InputError("store: away"), OSError(28, "no space"), NOTHING]
    left = iter(looks)

    def tick(*_):
        look = next(left)
        if isinstance(look, Exception):
            raise look
        return look

    told = []
    monkeypatch.setattr(watchkeeper, "tick", tick)
    monkeypatch.setattr(watchkeeper, "EVERY", 0)
    watchkeeper.keep_watch(lambda: None, [], told.append, rounds=len(looks))
    assert [each.trouble for each in told] == ["store: away", "a file: no space"]


def test_a_watch_that_cannot_begin_says_so(monkeypatch):
    def away():
        raise InputError("store: away")

    with pytest.raises(InputError):
        watchkeeper.keep_watch(away, [], print, rounds=2)
