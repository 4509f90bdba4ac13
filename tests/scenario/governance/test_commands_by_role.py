"""Every command of an officer, given by a person of every role: the table of roles and acts holds at the shell too."""

import json
from pathlib import Path

import pytest

from clerestory.acts import own_hand
from clerestory.cli import main as cli
from clerestory.errors import COULD_NOT_LOOK, FOUND
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.incidents import RESTORING
from clerestory.governance.incidents.intake import SERIOUS, Channel, Message
from clerestory.governance.office import response
from clerestory.governance.signing import keys
from clerestory.governance.store import log
from clerestory.vocabulary.roles import Role
from tests.scenario.governance.test_crashes import proposed
from tests.spec.governance.test_matrix import pairs

PEOPLE = {
    Role.ANALYST: "dorothea", Role.OUTPUT_CHECKER: "camden", Role.PRIVACY_OFFICER: "mary", Role.PUBLISHER: "tertius",
    Role.INCIDENT_LEAD: "harriet", Role.EXECUTIVE: "elinor", Role.LOG_AUDITOR: "arthur", Role.ROOT_KEEPER: "jonah",
}  # fmt: skip
SECOND = "fred"  # a release has two checkers
REFUSED = "may not do this"
LESSON = "--id x --title x --told x --columns a,b"
# Each command with the act that it is; the acts that only open things come before those that end them.
COMMANDS = {
    "source ask {D}": Act.ASK_SOURCE,
    "source decide {D}": Act.DECIDE_SOURCE,
    "release build {D}": Act.BUILD,
    "release propose {D}": Act.PROPOSE,
    "release review {D}": Act.READ,
    "release review {D} --comment x": Act.COMMENT,
    "release review {D} --acknowledge 2022-06": Act.ACKNOWLEDGE,
    "release review {D} --approve all": Act.REVIEW,
    "release approve {D}": Act.APPROVE,
    "release expedite {D}": Act.EXPEDITE,
    "release sign {D}": Act.SIGN,
    "release publish {D}": Act.PUBLISH,
    "release withdraw {D} --reason x": Act.WITHDRAW,
    "release restore {D} --role {R}": Act.RESTORE,
    "claim open 2026-1 {D} --severity S1": Act.OPEN_CLAIM,
    "claim receive {D} --channel phone --words {W}": Act.RECEIVE,
    "claim triage C-1 {D} --severity S2 --reason x": Act.TRIAGE,
    "claim assign C-1 {D} --investigator arthur": Act.ASSIGN,
    "claim dismiss C-1 {D} --reason x": Act.DISMISS,
    "claim close C-1 {D} --reason x": Act.CLOSE_CLAIM,
    "incident outage {D} --told x": Act.OPEN_OUTAGE,
    "incident service {D} --change capacity --reason x": Act.CHANGE_SERVICE,
    "duty set {D} --person elinor --role executive --from 2026-01-01T00:00 --until 2027-01-01T00:00": Act.SET_DUTY,
    "lesson add {D} " + LESSON: Act.ADD_LESSON,
    "log show {D}": Act.READ_LOG,
    "log export {D} --out {O}": Act.EXPORT_LOG,
    "log held {D} --out {H}": Act.EXPORT_LOG,
    "log rotate {D} --before 2000-01-01": Act.ROTATE_LOGS,
    "log release X-1 {D} --reason x": Act.RELEASE_HOLD,
    "people waive {D} --for fred --role analyst --reason x": Act.WAIVE,
    "people appoint {D}": Act.APPOINT,
}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A release that waits for its checkers, and one person of each role."""
    people = "".join(
        f'[[person]]\nid = "{person}"\nname = "{person.title()}"\nroles = ["{role.value}"]\n\n'
        for role, person in (*PEOPLE.items(), (Role.OUTPUT_CHECKER, SECOND))
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "COST", 1 << 4)
        governed = proposed(tmp_path_factory.mktemp("roles") / "d", people)
    folder = governed.places.published.parent
    message = Message(Channel.EMAIL, governed.request().id, ("cards",), "", "s" * 64, 0, severity=SERIOUS)
    response.receive(governed.desk, own_hand.example(governed.places, "harriet"), message, "c" * 64)
    (folder / "vault" / "records.duckdb").unlink()  # a build that is allowed ends there, at once
    (folder / "words").write_text("somebody said something")
    return governed


def words_of(command: str, folder: Path, role: Role = Role.PUBLISHER) -> list[str]:
    given = {
        "D": folder,
        "W": folder / "words",
        "O": folder / "log.jsonl",
        "H": folder / "held",
        "R": role.value,
    }
    return [word.format(**given) for word in command.split()]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_refuses_every_role_that_the_table_does_not_name(command, office, capsys):
    allowed = {role for act, role, may in pairs() if act is COMMANDS[command] and may}
    let_through = set()
    for role, person in PEOPLE.items():
        words = words_of(command, office.places.published.parent, *({role} & RESTORING))
        code = cli.main([*words, "--officer", person, "--json"])
        told = json.loads(capsys.readouterr().out)
        if REFUSED not in told.get("error", ""):
            let_through.add(role)
            continue
        assert code == FOUND
        with office.desk.store.reading() as look:
            newest = log.entries(look, 1)[0]
        assert (newest.act, newest.by, newest.detail["act"]) == ("refused", person, COMMANDS[command].value)
    assert let_through == allowed


def test_nobody_takes_down_whose_role_is_not_on_call(office, capsys):
    allowed = {role for act, role, may in pairs() if act is Act.TAKE_DOWN and may}
    for role in set(Role) - allowed:
        words = words_of(
            "takedown all {D} --reason x --officer " + PEOPLE[role], office.places.published.parent
        )
        assert cli.main([*words, "--json"]) in (FOUND, COULD_NOT_LOOK)
        assert "not signed by an officer on call" in json.loads(capsys.readouterr().out)["error"]
