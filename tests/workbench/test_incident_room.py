"""The incident room in the workbench: the queue, one room, what people may do there; the same rules as the command line."""

import json
from pathlib import Path

import pytest

from clerestory.governance.incidents.papers import Kind
from clerestory.governance.office import response, room
from clerestory.governance.store.acting import Actor
from clerestory.governance.workbench import lent
from clerestory.vocabulary import attachment
from tests.room import PATH
from tests.workbench import in_room
from tests.workbench.in_room import Here

SITUATION = """
discovered_at = 2026-06-01T09:00:00-07:00
[publisher]
state_agency = true
[affected]
californians = 192000
[verdicts]
statutory_trigger = true
"""


@pytest.fixture
def here(tmp_path: Path) -> Here:
    """A published release that somebody says shows people."""
    return in_room.made(tmp_path)


def test_the_queue_merges_what_says_the_same_and_says_who_must_act_by_when(here):
    here.room.receive("ruth")
    here.room.receive("tara")
    text = here.page("elena", "/incidents")
    assert "2 messages merged" in text
    assert "<b>Elena</b>: show that it is safe, or take it down" in text
    assert "12:15:00" in text
    assert "Late since" not in text
    here.room.office.clock.pass_(minutes=16)
    assert "Late since 12:15:00" in here.page("elena", "/incidents")


def test_a_room_shows_its_state_from_the_log(here):
    here.room.receive("ruth")
    response.held(here.room.office.desk, "X-1", "2026-05-28T12", 400)
    room.page(here.room.office.desk, "X-1")
    here.room.outage()
    room.assure(here.room.office.desk, Actor("ana"), "X-1", {"statement": "Only totals.", "method": "looked"})
    text = here.page("ruth")
    for told in (
        "If nobody shows it is safe by 12:15:00",
        "UNVERIFIED",
        "joined; both teams were told (Elena, Jonah)",
        "The dataset is still in what is published. It is LIVE.",
        "called 12:00:00, moves up at 12:10:00",
        "Legal hold on all logs",
        "9.0 MB",
        "Ana, Daniel, Maya, Priya, Tom, who made or approved the release",
    ):
        assert told in text, told


def test_a_witness_is_not_offered_and_is_refused(here):
    here.room.receive("ruth")
    choice = here.page("elena").partition('name="investigator"')[2].partition("</select>")[0]
    assert "Nora" in choice
    assert "Ana" not in choice
    refused = here.send("elena", "/claims/C-1/assign", investigator="ana")
    assert refused.status_code == 403
    assert "a witness, never the investigator" in refused.text
    assert here.send("elena", "/claims/C-1/assign", investigator="nora").status_code == 303
    assert here.room.claim().investigator == "nora"
    assert here.hands.briefs == ["X-1"], "a brief follows each change"


def test_a_claim_is_dismissed_with_both_proofs_alone(here):
    here.room.receive("ruth")
    assert "/claims/C-1/dismiss" not in here.page("elena")
    assert here.send("elena", "/claims/C-1/dismiss", why="a hoax").status_code == 403
    here.room.probe("C-1")
    response.compared(here.room.office.desk, "C-1", 0, 3)
    assert "/claims/C-1/dismiss" in here.page("elena")
    assert here.send("elena", "/claims/C-1/dismiss", why="probed and compared").status_code == 303
    assert not here.room.claim().is_open


def test_each_person_sees_the_acts_of_their_roles_alone(here):
    here.room.receive("ruth")
    analyst = here.page("ana")
    assert "a witness, never the investigator" in analyst
    for act in ("/take-down", "/assign", "/triage", "/dismiss", "/probe"):
        assert f'{act}"' not in analyst.partition("<main")[2], act
    assert "/claims/C-1/triage" in here.page("elena")
    assert here.send("ana", "/claims/C-1/triage", severity="S1", why="no").status_code == 403


def test_taking_down_takes_one_press_a_reason_and_the_key(here):
    here.room.receive("ruth")
    page = here.page("elena")
    assert "214 addresses" in page
    assert "Roster stays up" in page
    sent = here.send("elena", "/take-down", target="data", why="Numbers are wrong", passphrase="secret")
    assert sent.status_code == 303
    assert here.hands.asked[-1] == ("take down for", "elena", "X-1", "data", "Numbers are wrong", "secret")


def test_what_was_counted_comes_from_papers_and_a_changed_one_is_not_shown(here):
    here.room.receive("ruth")
    office, by = here.room.office, Actor("elena")
    counted = {"downloads": 2734, "addresses": 507, "hours": 12, "words": "a GET of the file", "route": "/x", "first": "",
               "last": "", "full": 2700, "part": 34, "hours_reachable": 12, "intervals": [], "sensitivity": []}  # fmt: skip
    room.keep(office.desk, by, "X-1", Kind.EXPOSURE, json.dumps(counted).encode())
    room.keep(office.desk, by, "X-1", Kind.SITUATION, SITUATION.encode())
    text = here.page("priya", "/incidents/X-1/exposed")
    assert "2,734" in text
    assert "by 507 addresses, within 12 hours" in text
    assert "Civ. 1798.29" in text
    assert "tag stop" in text.partition("What is owed, and until when")[2], "a late duty is red"
    file = next((office.folder / "rooms" / "X-1").glob("exposure-*"))
    file.write_text(file.read_text().replace("2734", "12"))
    changed = here.page("priya", "/incidents/X-1/exposed")
    assert "Changed or missing: not shown" in changed
    assert "not counted" in changed


def test_who_knew_what_is_a_question_to_the_log(here):
    here.room.receive("ruth")
    fact = "confidential columns are in the dataset"
    here.send("maya", "/tell", whom="priya", facts=fact)
    here.send("priya", "/tell", whom="ruth", facts="somebody wrote", left_out=fact)
    text = here.page("ines", "/incidents/X-1/learned?who=ruth")
    assert "<b>Ruth</b> was told by Priya" in text
    assert "Never learnt it, by the log" in text


def test_a_recommendation_closes_with_evidence_and_a_test_alone(here):
    here.room.receive("ruth")
    opened = {"item": "R-1", "title": "Try every download", "owner": "priya", "due": "2026-06-20"}
    assert here.send("elena", "/recommendations", **opened).status_code == 303
    assert "Late: 2026-06-20" in here.page("elena", "/incidents/X-1/learned")
    assert here.send("elena", "/recommendations", item="R-1", stand="closed").status_code == 403
    done = {"item": "R-1", "stand": "closed", "evidence": "e-0042", "test": "test_r06"}
    assert here.send("elena", "/recommendations", **done).status_code == 303


def test_what_comes_by_phone_is_taken_in_with_the_address_and_the_time_of_this_office(here):
    sent = here.browser("ruth").send(
        "/incidents/new", "/incidents/new", channel="phone", words="I can see my neighbour", path=PATH, values="A\nB",
        release="", severity="S2", collection="", said_at="2026-06-27T11:58",
    )  # fmt: skip
    assert (sent.status_code, sent.headers["location"]) == (303, "/incidents/X-1")
    told = json.loads(here.hands.asked[-1][2])
    assert (told["values"], told["said_at"]) == ("A\nB", "2026-06-27T11:58:00+00:00")
    wrong = here.browser("ruth").send("/incidents/new", "/incidents/new", channel="phone", words="")
    assert wrong.status_code == 400


MESSAGE = {
    "channel": "e-mail",
    "words": "I can see my neighbour",
    "values": "A\nB",
    "path": PATH,
    "severity": "S2",
}


def take_in(here: Here, *files: tuple[str, bytes], **fields: str):
    return here.browser("ruth").send_files("/incidents/new", "/incidents/new", *files, **MESSAGE | fields)


def test_files_that_came_with_a_message_are_handed_on_by_plain_name_and_left_alone(here):
    picture = b"\x89PNG\r\n\x1a\n\x00--b not an end"
    sent = take_in(here, ("../../what I saw.png", picture), ("empty.txt", b""))
    assert (sent.status_code, sent.headers["location"]) == (303, "/incidents/X-1")
    assert here.hands.attached == (("what-I-saw.png", picture),)


def test_a_file_as_large_as_the_report_form_takes_is_held_in_memory(here, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    assert take_in(here, ("a.bin", bytes(attachment.LARGEST))).status_code == 303
    assert len(here.hands.attached[0][1]) == attachment.LARGEST


@pytest.mark.parametrize("files", [[1, 1, 1, 1], [attachment.LARGEST + 1], [attachment.LARGEST * 2]])
def test_more_than_the_report_form_takes_is_refused_with_a_word(here, files):
    sent = take_in(here, *((f"{number}.bin", bytes(size)) for number, size in enumerate(files)))
    assert sent.status_code in (400, 413)
    assert "together 5 MB" in sent.text
    assert here.hands.asked == []


def test_what_was_typed_is_still_there_when_something_was_wrong(here):
    sent = take_in(here, words="a <b>neighbour</b>", severity="S9", said_at="2026-06-27T11:58")
    assert sent.status_code == 400
    for kept in (
        "a &lt;b&gt;neighbour&lt;/b&gt;",
        "A\nB",
        f'value="{PATH}"',
        'value="2026-06-27T11:58"',
        'value="e-mail" required checked',
    ):
        assert kept in sent.text, kept


def test_files_are_read_from_nobody_who_is_not_signed_in_and_by_no_other_page(here):
    stranger = here.workbench.visitor()
    large = ("a.bin", bytes(attachment.LARGEST))
    assert stranger.send_files("/sign-in", "/incidents/new", large, **MESSAGE).status_code == 413
    assert stranger.send_files("/sign-in", "/incidents/new", ("a.bin", b"x"), **MESSAGE).status_code == 303
    here.room.receive("ruth")
    elsewhere = here.browser("elena").send_files("/incidents/X-1", "/incidents/X-1/answer", ("a.bin", b"x"))
    assert elsewhere.status_code == 403, "another form with files in it is not even read"
    assert here.hands.asked == []


def test_files_go_to_the_other_process_whole():
    files = (("a.png", bytes(range(256))), ("b.csv", b"name"))
    assert lent.files_of(lent.as_text(files)) == files
    assert len(lent.as_text((("a", bytes(attachment.LARGEST)),))) < lent.ASKED - lent.LONGEST // 2


def test_a_shift_decides_who_is_called_and_can_be_taken_back(here):
    browser = here.browser("elena")
    shift = {
        "person": "priya",
        "role": "privacy officer",
        "begins": "2026-06-27T11:00",
        "ends": "2026-06-27T20:00",
    }
    assert "Pavel" in here.page("elena", "/duty").partition("Calendar")[0]
    assert browser.send("/duty", "/duty", **shift).status_code == 303
    page = here.page("elena", "/duty")
    assert "Priya" in page.partition("Calendar")[0]
    number = page.partition("/duty/e-")[2].partition("/")[0]
    assert browser.send("/duty", f"/duty/e-{number}/end").status_code == 303
    assert "Pavel" in here.page("elena", "/duty").partition("Calendar")[0]
    assert browser.send("/duty", "/duty", **shift | {"person": "ana"}).status_code == 400
    assert here.browser("ana").send("/duty", "/duty", **shift).status_code == 403


def test_an_answered_call_stays_where_it_is(here):
    here.room.receive("ruth")
    room.page(here.room.office.desk, "X-1")
    assert "I am here" not in here.page("tom")
    assert "I am here" in here.page("elena")
    assert here.send("elena", "/answer").status_code == 303
    here.room.office.clock.pass_(minutes=11)
    assert room.page(here.room.office.desk, "X-1") is None


def test_what_waits_for_somebody_stands_in_their_inbox(here):
    here.room.receive("ruth")
    room.page(here.room.office.desk, "X-1")
    here.room.outage("jonah")
    response.assign(here.room.office.desk, Actor("elena"), "C-1", "nora")
    waits = {"elena": "You are called", "nora": "You look into C-1", "jonah": "you see both"}
    for person, told in waits.items():
        assert told in here.page(person, "/"), person
    assert "Incident X-1" not in here.page("tom", "/")


def test_a_countdown_that_nobody_keeps_says_so(here):
    here.room.receive("ruth")
    assert "Nobody keeps watch" not in here.page("elena")
    here.hands.watched = False
    assert "Nobody keeps watch" in here.page("elena")


def test_an_outage_alone_has_a_room_and_a_claim_joins_it(here):
    here.browser("jonah").send("/incidents", "/incidents/outage", told="out of storage")
    assert "Outages and alarms beside no claim" in here.page("elena", "/incidents")
    here.room.office.clock.pass_(minutes=5)
    here.room.receive("ruth")
    assert "joined; both teams were told (Elena, Jonah)" in here.page("elena")
    closed = here.send("elena", "/outages/O-1/close", relation="", why="over")
    assert closed.status_code == 403
    assert here.room.incident().outage("O-1").is_open


def test_a_service_change_under_a_claim_needs_the_incident_lead(here):
    here.room.receive("ruth")
    assert here.send("tom", "/service", change="more capacity", why="slow").status_code == 403
    assert here.send("elena", "/service", change="more capacity", why="slow").status_code == 303
