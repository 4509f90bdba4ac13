"""Publishing: whole or not at all, and only what two people of different roles signed."""

import stat

import pytest
from tests.scenario.publication.conftest import SimulatedRelease

from clerestory.acts import publish, sign
from clerestory.acts import verify as verify_act
from clerestory.acts.verify import Pin
from clerestory.errors import InputError, SigningError, UntrustedRelease
from clerestory.governance.signing import ceremony, expiry, keys
from clerestory.release import exchange, layout


def everything(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_what_is_published_is_what_was_staged_byte_for_byte(publication):
    publication.publish()
    published = publication.places.published
    assert everything(published / "site") == everything(publication.places.staged / "site")
    assert {path.name for path in (published / "metadata").iterdir()} == {
        "1.root.json",
        "root.json",
        "targets.json",
        "snapshot.json",
        "timestamp.json",
    }
    assert publication.check() == "2026-1"


def test_a_second_publication_takes_the_place_of_the_first(publication):
    publication.publish()
    publication.site = {**publication.site, "new.html": b"new"}
    del publication.site["ccw/index.html"]
    publication.publish("2026-2")
    assert publication.check() == "2026-2"
    assert not (publication.places.published / "site/ccw").exists()
    assert (publication.places.published / "metadata/history/1.targets.json").is_file()


def test_the_first_publication_is_restored_by_nobody(publication):
    publication.publish()
    (publication.folder / "published").rename(publication.folder / "kept")
    (publication.folder / "kept/site/index.html").read_bytes()
    publication.publish("2026-2")
    exchange.put_in_place(publication.folder / "kept", publication.places.published)
    with pytest.raises(UntrustedRelease, match="version 1 must be >= 2"):
        publication.check()
    with pytest.raises(UntrustedRelease, match="targets"):
        publish.renew(publication.places, expiry.now())


@pytest.mark.parametrize("role", ["privacy officer", "publisher"])
def test_one_officer_alone_publishes_nothing(publication, role):
    publication.stage()
    sign.prepare(publication.places, sign.sign.About("2026-1"), expiry.now())
    key = sign.find_key(publication.places.keys, None, role)
    sign.add_signature(publication.places, publication.opened(key))
    with pytest.raises(UntrustedRelease, match="1/2 keys"):
        publish.publish(publication.places, expiry.now())
    assert not publication.places.published.exists()


def test_a_byte_changed_after_signing_is_not_published(publication):
    publication.publish()
    before = everything(publication.places.published)
    publication.stage("2026-2")
    (publication.places.staged / "site/data/ccw/applications.csv").write_bytes(b"county,count\nAlpine,3\n")
    with pytest.raises(UntrustedRelease, match=r"data/ccw/applications.csv: not the bytes that were signed"):
        publish.publish(publication.places, expiry.now())
    assert everything(publication.places.published) == before


def test_a_file_added_after_signing_is_not_published(publication):
    publication.stage()
    (publication.places.staged / "site/records.csv").write_bytes(b"x")
    with pytest.raises(UntrustedRelease, match=r"records.csv: there, but not signed"):
        publish.publish(publication.places, expiry.now())


def test_a_symbolic_link_is_never_followed(publication, tmp_path):
    publication.stage()
    secret = tmp_path / "secret"
    secret.write_bytes(publication.site["index.html"])
    (publication.places.staged / "site/index.html").unlink()
    (publication.places.staged / "site/index.html").symlink_to(secret)
    with pytest.raises(UntrustedRelease, match=r"index.html: cannot be read"):
        publish.publish(publication.places, expiry.now())


def test_a_full_disk_leaves_what_was_there(publication, monkeypatch):
    publication.publish()
    before = everything(publication.places.published)
    publication.stage("2026-2")

    def full(path, content):
        if path.name == "applications.csv":
            raise OSError(28, "No space left on device")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    monkeypatch.setattr(publish, "_write", full)
    with pytest.raises(
        InputError, match=r"nothing was published, what was there is untouched \(No space left"
    ):
        publish.publish(publication.places, expiry.now())
    assert everything(publication.places.published) == before
    assert not list(publication.folder.glob(f"{exchange.STAGING}*"))


def test_ctrl_c_leaves_what_was_there(publication, monkeypatch):
    publication.publish()
    publication.stage("2026-2")

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(exchange, "_sync_tree", stopped)
    with pytest.raises(KeyboardInterrupt):
        publish.publish(publication.places, expiry.now())
    assert publication.check() == "2026-1"
    assert not list(publication.folder.glob(f"{exchange.STAGING}*"))


def test_two_publishers_at_once_are_not_mixed(publication):
    publication.publish()
    publication.stage("2026-2")
    with (
        exchange.only_one(publication.places.published),
        pytest.raises(InputError, match="somebody else is publishing"),
    ):
        publish.publish(publication.places, expiry.now())
    publish.publish(publication.places, expiry.now())
    assert publication.check() == "2026-2"


def test_without_an_exchange_in_one_step_nothing_is_published(publication, monkeypatch):
    publication.publish()
    publication.stage("2026-2")
    monkeypatch.setattr(exchange, "_EXCHANGE", 1 << 30)
    with pytest.raises(InputError, match="cannot exchange two folders in one step"):
        publish.publish(publication.places, expiry.now())
    assert publication.check() == "2026-1"


def test_an_unsigned_release_says_what_to_do(publication):
    with pytest.raises(InputError, match="clerestory release sign"):
        publish.publish(publication.places, expiry.now())


def test_a_renewed_timestamp_serves_another_day_and_changes_no_file(publication):
    publication.publish()
    before = everything(publication.places.published / "site")
    statement = publish.renew(publication.places, expiry.now())
    assert statement.versions.timestamp == 2
    assert everything(publication.places.published / "site") == before
    assert publication.check() == "2026-1"


def test_nothing_that_was_tampered_with_is_renewed(publication):
    publication.publish()
    targets = publication.places.published / "metadata/targets.json"
    targets.write_bytes(targets.read_bytes().replace(b'"2026-1"', b'"2026-9"'))
    with pytest.raises(UntrustedRelease, match=r"targets\.json"):
        publish.renew(publication.places, expiry.now())


def test_keys_are_for_their_owner_alone_and_sealed(publication):
    for path in publication.places.keys.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    key = sign.find_key(publication.places.keys, "ada", None)
    with pytest.raises(SigningError, match="wrong passphrase"):
        keys.open_key(key, "guess")
    with pytest.raises(SigningError, match="never overwritten"):
        keys.make(key, keys.Holder("eve", "publisher"), "x")


def test_a_ceremony_after_which_one_person_could_publish_is_refused():
    for officers in (
        (),
        (keys.Holder("ada", "publisher"),),
        (keys.Holder("ada", "publisher"), keys.Holder("ada", "privacy officer")),
    ):
        with pytest.raises(SigningError):
            ceremony.check(ceremony.Ceremony(officers, ("privacy officer", "publisher")))


def test_the_manifest_lists_every_file_but_itself_in_the_same_bytes_each_time(publication):
    publication.stage()
    site = publication.places.staged / "site"
    first = (site / "manifest.json").read_bytes()
    listed = layout.write_manifest(site)
    assert (site / "manifest.json").read_bytes() == first
    assert listed.paths == {
        path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()
    } - {"manifest.json"}


def test_a_file_of_an_unknown_kind_is_not_listed(publication):
    publication.site["data/records.duckdb"] = b"x"
    with pytest.raises(InputError, match=r"records\.duckdb: no media type"):
        publication.stage()


def test_a_published_folder_is_a_plain_folder(publication):
    publication.publish()
    assert not publication.places.published.is_symlink()


def test_what_the_verifier_trusts_counts_and_not_what_lies_beside_the_folder(publication, tmp_path):
    publication.publish()
    here, places = str(publication.folder), publication.places
    own = verify_act.verify_release(here, Pin(), expiry.now())
    assert verify_act.verify_release(here, Pin(remembered=places.trust), expiry.now()) == own
    of_others = tmp_path / "theirs"
    of_others.mkdir()
    (of_others / "root.json").write_bytes(SimulatedRelease().pinned)
    for pin in (Pin(remembered=of_others), Pin(file=of_others / "root.json")):
        with pytest.raises(UntrustedRelease):
            verify_act.verify_release(here, pin, expiry.now())


def test_a_folder_in_which_nothing_is_published_is_a_sentence(tmp_path):
    with pytest.raises(InputError, match="nothing is published there"):
        verify_act.verify_release(str(tmp_path), Pin(), expiry.now())
