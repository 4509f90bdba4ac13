"""Invitations and waivers: who asks, who agrees, what they open and for how long."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from clerestory.governance.store.accounts import INVITATION
from clerestory.governance.workbench.auth import invitations
from tests.workbench import desk
from tests.workbench.desk import Workbench


@pytest.fixture
def workbench(tmp_path: Path) -> Workbench:
    return desk.made(tmp_path)


def test_an_invitation_is_good_once_and_not_for_long(workbench: Workbench) -> None:
    page = workbench.invitation("maya")
    workbench.visitor().enrol("maya", page)
    assert "used already" in workbench.visitor().get(page).text
    late = workbench.invitation("daniel")
    workbench.office.clock.pass_(days=3)
    assert "too old" in workbench.visitor().get(late).text
    assert workbench.visitor().get("/enrol/guessed").status_code == 403


def test_a_new_invitation_voids_the_old_ones_and_every_earlier_way_in(workbench: Workbench) -> None:
    maya = workbench.visitor().enrol("maya")
    first, second = workbench.invitation("maya"), workbench.invitation("maya")
    assert workbench.visitor().get(first).status_code == 403
    workbench.visitor().enrol("maya", second)
    assert maya.get("/account").headers["location"].startswith("/sign-in")


def test_at_the_workbench_an_invitation_takes_two_people_neither_of_them_the_one_it_is_for(
    workbench: Workbench,
) -> None:
    ruth, pavel, elena = (workbench.signed_in(each) for each in ("ruth", "pavel", "elena"))
    assert pavel.send("/people", "/people/maya/vouch").status_code == 403, "nobody asked"
    assert ruth.send("/people", "/people/pavel/invite").status_code == 303
    assert "Invitation: Pavel" in elena.get("/").text
    assert "Invitation: Pavel" not in pavel.get("/").text + ruth.get("/").text
    for alone in (ruth, pavel):
        refused = alone.send("/people", "/people/pavel/vouch")
        assert (refused.status_code, "takes two people" in refused.text) == (403, True)
    assert workbench.signed_in("tom").send("/people", "/people/pavel/vouch").status_code == 403, "a publisher"
    address = re.search(r"/enrol/[\w-]+", elena.send("/people", "/people/pavel/vouch").text)
    assert address
    workbench.visitor().enrol("pavel", address[0])
    assert elena.send("/people", "/people/pavel/vouch").status_code == 403, "used up"
    (entry,) = [each for each in workbench.office.log() if each.act == "vouch"]
    assert (entry.by, entry.about, entry.detail["asked_by"]) == ("elena", "pavel", "ruth")


def test_a_waiver_waits_in_the_inbox_of_whoever_may_agree_until_somebody_has(workbench: Workbench) -> None:
    ruth, priya, elena, maya = (workbench.signed_in(each) for each in ("ruth", "priya", "elena", "maya"))
    asked = ruth.send("/people", "/waivers", person="maya", role="analyst", hours="4", reason="at night")
    assert asked.status_code == 303
    assert "Waiver: Maya" in priya.get("/").text
    assert "Waiver: Maya" not in ruth.get("/").text + maya.get("/").text
    assert priya.send("/people", "/waivers/1").status_code == 303
    assert "Waiver: Maya" not in elena.get("/").text


def test_what_was_asked_for_opens_nothing_and_waits_three_days(workbench: Workbench) -> None:
    workbench.signed_in("ruth").send("/people", "/people/maya/invite")
    with workbench.office.store.reading() as look:
        (kept,) = [row["id"] for row in look.rows(select(INVITATION))]
    for word in (kept, kept.removeprefix(invitations.ASKED)):
        assert workbench.visitor().get(f"/enrol/{word}").status_code == 403
    workbench.office.clock.pass_(days=3)
    assert workbench.signed_in("elena").send("/people", "/people/maya/vouch").status_code == 403
