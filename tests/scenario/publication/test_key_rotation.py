"""Officers join, leave, lose keys, have them stolen: readers follow, thieves do not."""

import json

import pytest
from tests.scenario.publication.conftest import OFFICERS, ROLES
from tests.scenario.publication.test_takedown import run

from clerestory.acts import publish, rotate, sign, takedown
from clerestory.acts.places import Places
from clerestory.errors import SigningError, UntrustedRelease
from clerestory.governance.signing import ceremony, expiry, keys
from clerestory.release import pins, trust, verify


def custodian(publication, number):
    key = publication.places.keys / "root" / f"custodian-{number}-root.json"
    return key, ceremony.passphrase(publication.places.keys, key)


def put_in_force(publication, add=(), remove=()):
    rotate.propose(publication.places, add, remove, expiry.now())
    rotate.add_custodian(publication.places, *custodian(publication, 1), expiry.now())
    return rotate.add_custodian(publication.places, *custodian(publication, 3), expiry.now())


def new_key(publication, officer, role):
    path = publication.folder / f"{officer}.json"
    keys.make(path, keys.Holder(officer, role), "a long passphrase")
    return path


def test_one_custodian_is_too_few_two_put_a_root_in_force(publication):
    publication.publish()
    first = pins.read(publication.places.trust).root
    added = new_key(publication, "dana", "publisher")
    assert rotate.propose(publication.places, [added], [], expiry.now()).missing == 2
    assert rotate.add_custodian(publication.places, *custodian(publication, 1), expiry.now()).missing == 1
    assert rotate.add_custodian(publication.places, *custodian(publication, 1), expiry.now()).missing == 1
    assert pins.read(publication.places.trust).root == first
    assert rotate.add_custodian(publication.places, *custodian(publication, 3), expiry.now()).missing == 0
    assert publication.check() == "2026-1", "the publication is renewed under the new root"
    follows = verify.verify_folder(publication.places.published, first, expiry.now())
    assert follows.statement.versions.root == 2, "whoever pinned the first root follows"


def test_an_officer_who_joined_signs(publication):
    added = new_key(publication, "dana", "publisher")
    put_in_force(publication, add=[added])
    publication.stage()
    sign.prepare(publication.places, sign.sign.About("2026-1"), expiry.now())
    ada = sign.find_key(publication.places.keys, "ada", None)
    sign.add_signature(publication.places, publication.opened(ada))
    sign.add_signature(publication.places, keys.open_key(added, "a long passphrase"))
    release = publish.publish(publication.places, expiry.now())
    assert {each.officer for each in release.statement.signers} == {"ada", "dana"}


def test_a_stolen_key_ends_and_what_it_signed_must_be_signed_again(publication):
    publication.publish()
    added = new_key(publication, "dana", "publisher")
    rotated = put_in_force(publication, add=[added], remove=["bob"])
    assert "1/2 keys" in rotated.not_renewed
    bob = sign.find_key(publication.places.keys, "bob", None)
    with pytest.raises(SigningError, match="does not let this key sign"):
        sign.add_signature(publication.places, publication.opened(bob))
    with pytest.raises(UntrustedRelease, match="1/2 keys"):
        publication.check()
    sign.add_signature(publication.places, keys.open_key(added, "a long passphrase"))
    publish.publish(publication.places, expiry.now())
    assert publication.check() == "2026-1"


def test_a_root_put_back_does_not_bring_a_stolen_key_back(publication):
    publication.publish()
    first = (publication.places.published / "metadata/root.json").read_bytes()
    put_in_force(publication, add=[new_key(publication, "dana", "publisher")], remove=["bob"])
    (publication.places.published / "metadata/root.json").write_bytes(first)
    with pytest.raises(UntrustedRelease):
        publication.check()


def test_a_removed_officer_takes_nothing_down(publication):
    publication.publish()
    put_in_force(publication, remove=["ivy"])
    key = sign.find_any_key(publication.places.keys, "ivy")
    signer = keys.open_key(key, ceremony.passphrase(publication.places.keys, key))
    from clerestory.acts import takedown

    with pytest.raises(UntrustedRelease, match="not signed by an officer on call"):
        takedown.takedown(publication.places, "all", "mischief", [signer], expiry.now())


@pytest.mark.parametrize("remove", [["bob"], ["ada"], ["custodian-1"], ["nobody"]])
def test_a_change_after_which_nobody_could_publish_is_refused(publication, remove):
    with pytest.raises(SigningError):
        rotate.propose(publication.places, [], remove, expiry.now())


def test_an_officer_cannot_sign_a_root(publication):
    rotate.propose(publication.places, [new_key(publication, "dana", "publisher")], [], expiry.now())
    ada = sign.find_key(publication.places.keys, "ada", None)
    with pytest.raises(SigningError, match="not the key of a custodian"):
        rotate.add_custodian(
            publication.places, ada, ceremony.passphrase(publication.places.keys, ada), expiry.now()
        )


def test_stolen_online_keys_are_replaced(publication):
    publication.publish()
    online = publication.places.keys / "online"
    for role in ("snapshot", "timestamp"):
        (online / f"{role}.json").rename(online / f"stolen-{role}.json")
        phrase = ceremony.passphrase(publication.places.keys, online / f"{role}.json")
        keys.make(online / f"{role}.json", keys.Holder(role, role), phrase)
    rotated = put_in_force(publication, add=[online / "snapshot.json", online / "timestamp.json"])
    assert rotated.not_renewed == ""
    assert publication.check() == "2026-1"


def test_a_stolen_key_is_taken_out_and_what_it_signed_is_named(publication, tmp_path):
    publication.publish()
    fresh = tmp_path / "bob-2.json"
    keys.make(fresh, keys.Holder("bob-2", "publisher"), "a long passphrase")
    done = run("keys", "stolen", str(publication.folder), "--officer", "bob", "--add", str(fresh), "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["version"], told["missing"], told["signed"]) == (2, 2, ["2026-1 (version 1)"])


def test_a_lost_key_that_nobody_replaces_is_refused(publication):
    done = run("keys", "lost", str(publication.folder), "--officer", "bob")
    assert (done.returncode, "nobody would hold the role publisher" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    "uri", ["awskms:alias/x", "gcpkms:projects/x", "azurekms:vault/x", "hsm:", "paper:drawer"]
)
def test_hardware_that_does_not_answer_is_a_sentence_and_leaves_no_file(tmp_path, uri):
    file = tmp_path / "key.json"
    done = run("keys", "make", str(file), "--officer", "dana", "--role", "publisher", "--uri", uri)
    assert (done.returncode, file.exists(), "Traceback" in done.stderr) == (2, False, False)
    assert "hardware" in done.stderr or "cannot be reached" in done.stderr


def test_a_first_ceremony_from_keys_that_people_made_themselves(tmp_path):
    places = Places.below(tmp_path)
    holders = [
        *OFFICERS,
        keys.Holder("ana", "analyst"),
        *(keys.Holder(f"safe-{n}", "root") for n in (1, 2, 3)),
    ]
    (places.keys / "online").mkdir(parents=True)
    files = {holder.officer: tmp_path / f"{holder.officer}.json" for holder in holders}
    for holder in holders:
        keys.make(files[holder.officer], holder, "a long passphrase")
    with pytest.raises(SigningError, match="nobody made the key of the snapshot"):
        rotate.propose(places, list(files.values()), [], expiry.now(), ROLES)
    online = [places.keys / "online" / f"{role}.json" for role in ("snapshot", "timestamp")]
    for path in online:
        keys.make(path, keys.Holder(path.stem, path.stem), "a long passphrase")
    proposed = rotate.propose(places, [*files.values(), *online], [], expiry.now(), ROLES)
    assert (proposed.version, proposed.missing) == (1, 2)
    with pytest.raises(SigningError, match="not the key of a custodian"):
        rotate.add_custodian(places, files["ada"], "a long passphrase", expiry.now())
    assert rotate.add_custodian(places, files["safe-1"], "a long passphrase", expiry.now()).missing == 1
    with pytest.raises(UntrustedRelease, match="no pinned root"):
        pins.read(places.trust)
    assert rotate.add_custodian(places, files["safe-3"], "a long passphrase", expiry.now()).missing == 0
    known = trust.personal_keys(pins.read(places.trust).root)
    assert {each.officer: each.role for each in known.values()} == {
        "ada": "privacy officer", "bob": "publisher", "ivy": "incident lead", "ana": "analyst",
    }  # fmt: skip


def test_who_only_decides_takes_nothing_down(publication):
    publication.publish()
    put_in_force(publication, add=[new_key(publication, "ana", "analyst")])
    signer = keys.open_key(publication.folder / "ana.json", "a long passphrase")
    with pytest.raises(UntrustedRelease, match="not signed by an officer on call"):
        takedown.takedown(publication.places, "all", "a reason", [signer], expiry.now())
