"""The doors over HTTP: who gets in, how long, from where; and what the log says of it."""

import dataclasses
import re
from pathlib import Path

import pytest

from clerestory.errors import Refused
from clerestory.governance.approval.states import State
from clerestory.governance.log import merkle, verify
from clerestory.governance.store import integrity
from clerestory.governance.workbench import app, limits
from clerestory.governance.workbench.auth import sessions
from clerestory.governance.workbench.bench import Limits
from clerestory.governance.workbench.diagram import diagram
from clerestory.governance.workbench.visit import Access
from tests.workbench import desk
from tests.workbench.desk import PASSWORD, Workbench


@pytest.fixture
def workbench(tmp_path: Path) -> Workbench:
    return desk.made(tmp_path)


def test_every_page_but_the_doors_asks_who_one_is(workbench: Workbench) -> None:
    visitor = workbench.visitor()
    for page in app.PAGES:
        if page.access is Access.ANYBODY or page.method != "GET":
            continue
        answer = visitor.get(page.path.replace("{", "").replace("}", ""))
        assert answer.status_code == 303, page.path
        assert answer.headers["location"].startswith("/sign-in"), page.path


def test_every_form_without_its_token_is_refused(workbench: Workbench) -> None:
    visitor = workbench.visitor().enrol("maya")
    for page in (page for page in app.PAGES if page.method == "POST"):
        answer = visitor.post(page.path.replace("{", "").replace("}", ""), token="guessed")
        assert answer.status_code == 403, page.path
        assert "did not come from your page" in answer.text, page.path


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"origin": "null"}])
def test_a_form_from_another_site_is_refused_even_with_its_token(
    workbench: Workbench, headers: dict[str, str]
) -> None:
    visitor = workbench.visitor().enrol("maya")
    assert visitor.send("/account", "/sign-out", headers).status_code == 403
    assert visitor.get("/account").status_code == 200


def test_one_browsers_token_is_worth_nothing_in_another(workbench: Workbench) -> None:
    maya, daniel = workbench.visitor().enrol("maya"), workbench.visitor().enrol("daniel")
    page = daniel.get("/account").text
    stolen = page.partition('name="token" value="')[2].partition('"')[0]
    assert maya.post("/sign-out", token=stolen).status_code == 403


def test_an_address_to_come_back_to_that_is_none_leads_home(workbench: Workbench) -> None:
    visitor = workbench.visitor()
    for there in (f"/{'x' * 600}", "//evil.example", "https://evil.example/"):
        assert visitor.send("/sign-in", "/sign-in", here=there, token="wrong").status_code == 403
        signed_in = workbench.signed_in("maya").get(f"/sign-in?next={there}")
        assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/")


def test_headers_of_every_answer(workbench: Workbench) -> None:
    visitor = workbench.visitor()
    for path in ("/", "/sign-in", "/static/workbench.css", "/nowhere", "/.health"):
        headers = visitor.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["strict-transport-security"].startswith("max-age=63072000")
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "no-" in headers["cache-control"]
        assert headers["server"] == "clerestory"


def test_no_page_has_a_script_or_a_style_of_its_own(workbench: Workbench) -> None:
    visitor = workbench.visitor().enrol("ruth")
    for path in (
        "/",
        "/people",
        "/log",
        "/help",
        "/training/executive",
        "/account",
        "/incidents",
        "/duty",
        "/figures",
    ):
        text = visitor.get(path).text
        assert " style=" not in text, path
        assert "<style" not in text, path
        assert "<script>" not in text, path
        assert " onclick" not in text, path


def test_cookies_are_for_this_host_over_https_and_no_script(workbench: Workbench) -> None:
    page = workbench.invitation("maya")
    visitor = workbench.visitor()
    visitor.get(page)
    visitor.enrol("maya", page)
    assert {name for name in visitor.cookies if name} == {"__Host-session", "__Host-browser"}
    set_ = visitor.send("/account", "/sign-out").headers.get_list("set-cookie")
    for cookie in set_:
        assert "; Secure" in cookie
        assert "; HttpOnly" in cookie.replace("httponly", "HttpOnly")
        assert "samesite=lax" in cookie.lower()
        assert "path=/" in cookie.lower()
        assert "domain" not in cookie.lower()


def test_signing_in_gives_a_cookie_that_nobody_knew_before(workbench: Workbench) -> None:
    workbench.visitor().enrol("maya")
    visitor = workbench.visitor()
    visitor.get("/sign-in")
    planted = "an attacker planted this"
    visitor.cookies.set("__Host-session", planted, domain="workbench.example.gov")
    workbench.office.clock.pass_(seconds=60)
    assert visitor.sign_in("maya").status_code == 303
    assert (
        planted
        not in [cookie.value for cookie in visitor.cookies.jar if cookie.name == "__Host-session"][-1:]
    )
    assert visitor.get("/account").status_code == 200


def test_wrong_answers_say_the_same_whoever_is_asked_for(workbench: Workbench) -> None:
    workbench.visitor().enrol("maya")
    workbench.office.clock.pass_(seconds=60)
    told = []
    for person, password in (("maya", "wrong password here"), ("nobody", PASSWORD), ("daniel", PASSWORD)):
        answer = workbench.visitor().sign_in(person, password)
        assert answer.status_code == 401
        told.append(answer.text.partition('id="wrong"')[2].partition("</div>")[0])
    assert len(set(told)) == 1
    assert workbench.acts().count("sign-in failed") == 3


def test_five_wrong_answers_lock_the_password_and_the_log_says_so(workbench: Workbench) -> None:
    workbench.visitor().enrol("maya")
    workbench.office.clock.pass_(minutes=1)
    visitor = workbench.visitor()
    for _ in range(5):
        assert visitor.sign_in("maya", "wrong password here").status_code == 401
    assert visitor.sign_in("maya").status_code == 401, "locked"
    locked = [entry for entry in workbench.office.log() if entry.detail.get("locked")]
    assert [entry.by for entry in locked] == ["maya"]
    workbench.office.clock.pass_(minutes=15)
    assert visitor.sign_in("maya").status_code == 303


def test_a_code_cannot_be_used_twice(workbench: Workbench) -> None:
    workbench.visitor().enrol("maya")
    assert workbench.visitor().sign_in("maya").status_code == 401, "enrolment used this code"
    workbench.office.clock.pass_(seconds=60)
    assert workbench.visitor().sign_in("maya").status_code == 303
    assert workbench.visitor().sign_in("maya").status_code == 401


def test_idle_and_old_sessions_are_over(workbench: Workbench) -> None:
    visitor = workbench.visitor().enrol("maya")
    workbench.office.clock.pass_(seconds=sessions.IDLE - 1)
    assert visitor.get("/account").status_code == 200
    workbench.office.clock.pass_(seconds=sessions.IDLE)
    assert visitor.get("/account").status_code == 303


def test_signing_out_everywhere_ends_every_session(workbench: Workbench) -> None:
    one, other = workbench.visitor().enrol("maya"), workbench.visitor()
    workbench.office.clock.pass_(seconds=60)
    other.sign_in("maya")
    assert other.get("/account").text.count("browser</b>") == 2
    assert one.send("/account", "/sign-out/everywhere").status_code == 303
    assert other.get("/account").status_code == one.get("/account").status_code == 303
    assert workbench.acts().count("signed out") == 1


def test_a_cookie_of_a_session_that_was_signed_out_is_worth_nothing(workbench: Workbench) -> None:
    visitor = workbench.visitor().enrol("maya")
    kept = dict(visitor.cookies)
    visitor.send("/account", "/sign-out")
    for name, value in kept.items():
        visitor.cookies.set(name, value, domain="workbench.example.gov")
    assert visitor.get("/account").status_code == 303


def test_whoever_leaves_is_signed_out_at_once(workbench: Workbench) -> None:
    maya, ruth = workbench.visitor().enrol("maya"), workbench.visitor().enrol("ruth")
    assert ruth.send("/people", "/people/maya/leave").status_code == 303
    assert maya.get("/account").status_code == 303


def test_acts_that_matter_ask_again_who_one_is(workbench: Workbench) -> None:
    workbench.office.build()
    visitor = workbench.visitor().enrol("priya")
    workbench.office.clock.pass_(seconds=sessions.FRESH)
    for address in (
        "/releases/2026-1/sign",
        "/releases/2026-1/publish",
        "/releases/2026-1/approve",
        "/take-down",
    ):
        assert visitor.get(address).headers["location"].startswith("/again"), address
    sent = visitor.send("/", "/take-down", target="all", reason="x", passphrase="y")
    assert sent.headers["location"].startswith("/again")
    assert workbench.bench.hands.asked == []
    before = visitor.cookies.get("__Host-session")
    done = visitor.send(
        "/again", "/again", password=PASSWORD, code=visitor.workbench_code("priya"), next="/take-down"
    )
    assert done.headers["location"] == "/take-down"
    assert visitor.cookies.get("__Host-session") != before, "proved again: another cookie"
    assert visitor.get("/take-down").status_code == 200


def test_a_passphrase_is_handed_on_and_kept_nowhere(workbench: Workbench, tmp_path: Path) -> None:
    visitor = workbench.visitor().enrol("tom")
    answer = visitor.send(
        "/take-down", "/take-down", target="all", reason="names seen", passphrase="MARKED-PHRASE"
    )
    assert answer.status_code == 303
    assert workbench.bench.hands.asked == [("take down", "tom", "all", "names seen", "MARKED-PHRASE")]
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"MARKED-PHRASE" not in file.read_bytes(), file


def test_a_mistyped_passphrase_loses_neither_the_choice_nor_the_reason(workbench: Workbench) -> None:
    def refuse(*_: str) -> str:
        raise Refused("this passphrase does not open your key")

    workbench.bench = dataclasses.replace(
        workbench.bench,
        facts=dataclasses.replace(workbench.bench.facts, targets=[("all", "Everything"), ("ccw", "Permits")]),
    )
    workbench.bench.hands.take_down = refuse  # type: ignore[method-assign]
    page = workbench.signed_in("tom").send(
        "/take-down", "/take-down", target="ccw", reason="names seen", passphrase="x"
    )
    assert page.status_code == 403
    assert re.search(r'value="ccw" required checked', page.text)
    assert 'value="all" required>' in page.text
    assert ">names seen</textarea>" in page.text


def test_secrets_are_nowhere_in_the_store_or_the_log(workbench: Workbench, tmp_path: Path) -> None:
    visitor = workbench.visitor().enrol("maya")
    secret = workbench.secrets["maya"].encode()
    cookies = [value.encode() for value in visitor.cookies.values() if value]
    for file in tmp_path.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        for marked in (PASSWORD.encode(), secret, *cookies):
            assert marked not in content, file


def test_a_password_hash_that_was_put_there_beside_the_log_is_found(workbench: Workbench) -> None:
    workbench.visitor().enrol("maya")
    integrity.check(workbench.office.store)
    with workbench.office.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE accounts SET password = 'mine' WHERE person = 'maya'")
    with pytest.raises(Exception, match="accounts"):
        integrity.check(workbench.office.store)


def test_too_many_attempts_from_one_address_are_refused(workbench: Workbench) -> None:
    few = Limits(proof=limits.Limiter(limits.Rate(burst=3, a_minute=0)))
    workbench.bench = dataclasses.replace(workbench.bench, limits=few)
    visitor = workbench.visitor()
    answers = [visitor.sign_in(f"nobody{number}") for number in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert "Too many attempts" in answers[-1].text


def test_a_form_larger_than_any_of_ours_is_not_read(workbench: Workbench) -> None:
    assert workbench.visitor().post("/sign-in", person="x" * (limits.BODY + 1)).status_code == 413


@pytest.mark.parametrize("role", ["analyst", "log auditor"])
def test_who_may_not_act_is_told_who_may_and_the_log_notes_it(workbench: Workbench, role: str) -> None:
    workbench.office.build()
    workbench.office.propose()
    visitor = workbench.visitor().enrol("ana" if role == "analyst" else "ines")
    answer = visitor.send("/", "/releases/2026-1/votes", **{"vote.ccw/by_county": "approve"})
    assert answer.status_code == 403
    assert "output checker" in answer.text
    assert "refused" in workbench.acts()


def test_no_answer_tells_of_the_program_beneath(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = workbench.visitor()
    told = visitor.get("/sign-in/../../etc/passwd").text + visitor.get("/static/../app.py").text
    for word in ("Traceback", "starlette", "sqlalchemy", "python"):
        assert word not in told.lower()


def test_another_password_takes_the_one_of_now_and_ends_other_sessions(workbench: Workbench) -> None:
    one, other = workbench.visitor().enrol("maya"), workbench.visitor()
    workbench.office.clock.pass_(seconds=60)
    other.sign_in("maya")
    new = "another window high above"
    wrong = one.send(
        "/account", "/account/password", current="not this one at all", password=new, repeated=new
    )
    assert "another one" in wrong.text
    assert (
        one.send("/account", "/account/password", current=PASSWORD, password=new, repeated=new).status_code
        == 303
    )
    assert other.get("/account").status_code == 303
    assert one.get("/account").status_code == 200
    workbench.office.clock.pass_(seconds=60)
    assert workbench.visitor().sign_in("maya", new).status_code == 303


def test_the_executive_can_sign_somebody_out(workbench: Workbench) -> None:
    maya, ruth = workbench.visitor().enrol("maya"), workbench.visitor().enrol("ruth")
    assert maya.send("/account", "/people/ruth/sign-out").status_code == 403
    assert ruth.send("/people", "/people/maya/sign-out").status_code == 303
    assert maya.get("/account").status_code == 303


def test_an_unexpected_error_is_logged_by_kind_and_never_shown(
    workbench: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor = workbench.visitor().enrol("maya")
    workbench.bench.hands.live = lambda: 1 / 0  # type: ignore[method-assign]
    with pytest.raises(ZeroDivisionError):
        visitor.get("/")
    assert (
        '"event": "ZeroDivisionError", "place": "clerestory.governance.workbench' in capsys.readouterr().err
    )


def test_values_that_people_type_are_shown_as_text(workbench: Workbench) -> None:
    workbench.office.build()
    visitor = workbench.visitor().enrol("maya")
    marked = "<script>alert(1)</script>{{ 7 * 7 }}"
    visitor.send("/releases/2026-1", "/releases/2026-1/remarks", text=marked)
    shown = visitor.get("/releases/2026-1").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}" in shown
    assert "<script>alert" not in shown


def test_the_export_is_what_the_verifier_needs_and_every_page_of_the_log_answers(
    workbench: Workbench,
) -> None:
    workbench.office.build()
    auditor = workbench.visitor().enrol("ines")
    export = auditor.get("/log/export")
    verified = verify.verify(export.text.splitlines())
    assert verified.size == len(export.text.splitlines()) - 2
    assert "Whole and in order" in auditor.get("/log").text
    assert "In the log" in auditor.get("/log/1").text
    proof = auditor.get("/log/1/proof.json").json()
    leaf, path = bytes.fromhex(proof["leaf"]), [bytes.fromhex(step) for step in proof["path"]]
    assert leaf == merkle.leaf_hash(proof["line"].encode())
    assert merkle.includes(leaf, 1, proof["size"], path, bytes.fromhex(proof["root"]))
    assert workbench.visitor().enrol("maya").get("/log/export").status_code == 403


def test_looks_are_recorded_with_the_bytes_that_were_looked_at(workbench: Workbench) -> None:
    workbench.office.build()
    visitor = workbench.visitor().enrol("maya")
    visitor.get("/releases/2026-1")
    looks = [entry for entry in workbench.office.log() if entry.act == "read"]
    assert [(entry.by, entry.about, entry.detail["digest"]) for entry in looks] == [
        ("maya", "2026-1", "b" * 64)
    ]


def test_figures_count_what_the_log_says(workbench: Workbench) -> None:
    workbench.office.build()
    workbench.office.propose()
    text = workbench.visitor().enrol("ruth").get("/figures").text
    row = text.partition(">Proposed</th>")[2].partition("</tr>")[0]
    assert row.count(">1</td>") == 3


def test_the_picture_of_the_way_has_every_state_and_marks_the_present_one() -> None:
    for state in State:
        drawn = diagram(state)
        assert {box.name for box in drawn.boxes} == {each.value for each in State}
        assert [box.name for box in drawn.boxes if box.here] == [state.value]
        assert state.value in drawn.told
