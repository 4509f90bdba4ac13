"""Files of keys that are damaged, or cannot be written: a sentence that names the file, and nothing half done."""

import errno
import json
import os

import pytest

from clerestory.errors import SigningError
from clerestory.governance.signing import keyfile, keys, rotation
from clerestory.governance.signing.expiry import now

PHRASE = "a long passphrase"
DAMAGED = {
    "a list": lambda content: [content],
    "of another form": lambda content: {**content, "form": "clerestory key 9"},
    "without its holder": lambda content: _without(content, "officer"),
    "without its salt": lambda content: {**content, "scrypt": {"n": keys.COST}},
    "a cost that is none": lambda content: {**content, "scrypt": {**content["scrypt"], "n": 7}},
    "a salt that is no text": lambda content: {**content, "scrypt": {**content["scrypt"], "salt": 7}},
    "without its public part": lambda content: _without(content, "public"),
    "a public part that is none": lambda content: {**content, "public": {"keyid": "x"}},
    "without its nonce": lambda content: _without(content, "nonce"),
    "a nonce of another length": lambda content: {**content, "nonce": "AAAA"},
    "without the sealed key": lambda content: _without(content, "sealed"),
}


def _without(content, key):
    return {name: value for name, value in content.items() if name != key}


def opened(path):
    return keyfile.holder_of(path), keys.open_key(path, PHRASE)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "ada.json"
    keys.make(path, keys.Holder("ada", "publisher"), PHRASE)
    return json.loads(path.read_bytes())


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_key_file_is_named(whole, tmp_path, damage):
    path = tmp_path / "ada.json"
    path.write_text(json.dumps(DAMAGED[damage](whole)))
    with pytest.raises(SigningError, match=r"ada\.json: "):
        opened(path)


def test_a_list_of_passphrases_that_is_damaged_is_told(tmp_path):
    (tmp_path / keyfile.PASSPHRASES).write_text("[]")
    with pytest.raises(SigningError, match="there is no such key"):
        keyfile.passphrase(tmp_path, tmp_path / "officers" / "ada.json")


def test_a_key_for_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(SigningError, match="cannot be written"):
        keys.make(tmp_path / "none" / "ada.json", keys.Holder("ada", "publisher"), PHRASE)


def test_half_a_key_is_not_left_in_the_way_of_a_whole_one(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(SigningError, match="No space left on device"):
            keys.write_new(tmp_path / "ada.json", b"content")
    assert not (tmp_path / "ada.json").exists()
    keys.write_new(tmp_path / "ada.json", b"content")
    with pytest.raises(SigningError, match="never overwritten"):
        keys.write_new(tmp_path / "ada.json", b"other")
    assert (tmp_path / "ada.json").read_bytes() == b"content"


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"signed": {"_type": "targets"}}'])
def test_bytes_that_are_no_root_of_trust_are_a_sentence(content):
    for act in (
        lambda: rotation.next_root(content, rotation.Change(), now()),
        lambda: rotation.missing(content, None),
    ):
        with pytest.raises(SigningError, match="not a root of trust"):
            act()
