"""Nobody at a shell can be two people: every act on the command line is signed with the person's own key."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from clerestory.acts import govern, officiate, own_hand, sign
from clerestory.cli import main as cli
from clerestory.errors import FOUND, InputError, Refused, SigningError
from clerestory.governance.approval.requests import Choice
from clerestory.governance.log import proof
from clerestory.governance.office import releases
from clerestory.governance.signing import ceremony, expiry, keys
from clerestory.governance.store import log, requests
from clerestory.governance.store.acting import COMMAND_LINE, Actor
from tests.scenario.governance.test_crashes import proposed

CLI = Path(cli.__file__).parent


@pytest.fixture(scope="module")
def waiting(tmp_path_factory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "COST", 1 << 4)
        return proposed(tmp_path_factory.mktemp("own-hand") / "d").places.published.parent


@pytest.fixture
def folder(waiting, tmp_path) -> Path:
    """A release that waits for its two checkers, camden and mary."""
    return shutil.copytree(waiting, tmp_path / "d", symlinks=True)


@pytest.fixture
def run(folder, capsys):
    def command(*words: str):
        code = cli.main([*words, "--json"])
        return code, json.loads(capsys.readouterr().out or "{}")

    return command


def key_of(folder: Path, person: str) -> Path:
    return sign.find_any_key(folder / "keys", person)


def votes(folder: Path) -> set[str]:
    governed = govern.opened(folder)
    with governed.desk.store.reading() as look:
        return {each.checker for each in requests.votes_of(look, governed.request())}


def newest(folder: Path):
    with govern.opened(folder).desk.store.reading() as look:
        return log.entries(look, 1)[0]


def test_an_officer_with_their_own_key_cannot_act_as_another(folder, run):
    code, told = run(
        "release", "review", str(folder), "--officer", "camden", "--key", str(key_of(folder, "mary")), "--approve", "all"
    )  # fmt: skip
    assert (code, votes(folder)) == (FOUND, set())
    assert "this is the key of mary, who cannot act as camden" in told["error"]


def test_a_key_that_only_says_that_it_is_another_persons_is_refused(folder, run, tmp_path):
    forged = json.loads(key_of(folder, "mary").read_bytes()) | {"officer": "camden"}
    (tmp_path / "camden.json").write_text(json.dumps(forged))
    words = ("release", "approve", str(folder), "--officer", "camden", "--key", str(tmp_path / "camden.json"))
    assert run(*words)[0] == FOUND
    keys.make(tmp_path / "new.json", keys.Holder("camden", "output checker"), "a long passphrase")
    code, told = run(*words[:-1], str(tmp_path / "new.json"))
    assert (code, "names no such key" in told["error"]) == (SigningError.exit_code, True)
    assert votes(folder) == set()


def test_without_the_passphrase_nobody_votes(folder, run, tmp_path):
    phrase = tmp_path / "phrase"
    phrase.write_text("not the one\n")
    words = (
        "release",
        "review",
        str(folder),
        "--officer",
        "camden",
        "--approve",
        "all",
        "--passphrase-file",
        str(phrase),
    )
    code, told = run(*words)
    assert (code, "wrong passphrase" in told["error"], votes(folder)) == (SigningError.exit_code, True, set())
    phrase.write_text(ceremony.passphrase(folder / "keys", key_of(folder, "camden")) + "\n")
    assert run(*words)[0] == 0
    assert votes(folder) == {"camden"}


def test_the_entry_bears_the_signature_and_fits_nothing_else(folder, run):
    run("release", "review", str(folder), "--officer", "camden", "--approve", "all")
    entry = newest(folder)
    public = proof.check(entry)
    assert public == keys.public_key(key_of(folder, "camden")).to_dict()
    for changed in ({"by": "mary"}, {"about": "2026-2"}, {"detail": {**entry.detail, "choice": "return"}},
                    {"sequence": entry.sequence + 1}, {"changes": ()}):  # fmt: skip
        with pytest.raises(Refused, match="does not fit"):
            proof.check(replace(entry, **changed))


def test_an_export_shows_whose_key_signed_what(folder, run, tmp_path):
    run("release", "review", str(folder), "--officer", "camden", "--approve", "all")
    assert run("log", "export", str(folder), "--out", str(tmp_path / "log.jsonl"))[0] == 0
    code, told = run("log", "verify", str(tmp_path / "log.jsonl"))
    assert (code, told["signed"]["camden"]) == (0, 1)


def test_votes_that_were_put_in_beside_the_commands_are_never_signed_off(folder):
    governed = govern.opened(folder)
    request = governed.request().id
    for person in ("camden", "mary"):
        releases.vote(governed.desk, Actor(person), request, "all", Choice.APPROVE)
        officiate.approve(governed, Actor(person), "")
    key = key_of(folder, "humphrey")
    with pytest.raises(Refused, match=r"review by camden\) does not bear their signature"):
        officiate.sign_release(governed, key, ceremony.passphrase(folder / "keys", key), expiry.now())


def test_a_signature_by_a_key_that_was_never_theirs_does_not_count(folder):
    governed = govern.opened(folder)
    releases.vote(
        governed.desk,
        own_hand.example(governed.places, "camden"),
        governed.request().id,
        "all",
        Choice.APPROVE,
    )
    entry = newest(folder)
    known = own_hand.roots(governed.places.trust)
    own_hand.check_entries([entry], known)
    with pytest.raises(Refused, match="by the root of trust it is not signed by camden"):
        own_hand.check_entries([entry], [{}])


def test_nobody_comes_by_the_command_line_without_a_key(folder):
    governed = govern.opened(folder)
    with pytest.raises(SigningError, match="signed with one's own key"):
        releases.vote(governed.desk, Actor("camden", through=COMMAND_LINE), "2026-1", "all", Choice.APPROVE)


def test_only_the_person_gets_an_invitation_at_a_shell(folder, run):
    mary = str(key_of(folder, "mary"))
    assert run("workbench", str(folder), "--invite", "camden", "--key", mary)[0] == FOUND
    code, told = run("workbench", str(folder), "--invite", "mary", "--key", mary)
    assert (code, "/enrol/" in told["invited"]["mary"]) == (0, True)


def test_somebody_without_a_key_is_told_what_to_do(folder, run):
    key_of(folder, "camden").unlink()
    code, told = run("release", "approve", str(folder), "--officer", "camden")
    assert (code, "no key of camden lies here" in told["error"]) == (InputError.exit_code, True)


def test_every_command_takes_its_person_from_their_key():
    made = [path.name for path in CLI.glob("*.py") if re.search(r"\bActor\(", path.read_text())]
    assert made == []
