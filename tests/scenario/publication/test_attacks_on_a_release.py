"""Attacks on a signed release, each an edit of a good one; the refusal names the file or role."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from securesystemslib.signer import CryptoSigner

from clerestory.errors import UntrustedRelease
from clerestory.release import trust, verify


def refused(release, words):
    with pytest.raises(UntrustedRelease, match=words):
        release.verify()


def test_a_good_release_is_verified_and_says_who_signed(release):
    verified = release.verify()
    assert [(each.officer, each.role) for each in verified.statement.signers] == [
        ("ada", "privacy officer"),
        ("bob", "publisher"),
    ]
    assert verified.files.paths | {"manifest.json"} == release.site.keys()
    assert verified.statement.lineage == {"ccw/": ("ccw",)}


def test_every_single_changed_byte_of_every_file_is_refused_by_name(release):
    for path, content in release.site.items():
        for place in {0, len(content) // 2, len(content) - 1} - {-1}:
            release.site[path] = (
                content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :] if content else b"x"
            )
            refused(release, f"{path}: not the bytes that were signed")
        release.site[path] = content


def test_a_file_made_longer_or_shorter_is_refused(release):
    good = release.site["index.html"]
    for changed in (good + b"\n", good[:-1], b""):
        release.site["index.html"] = changed
        refused(release, "index.html: not the bytes")


def test_an_added_file_is_refused_by_name(release):
    release.site["data/records.csv"] = b"name\n"
    refused(release, "data/records.csv: there, but not signed")


def test_a_missing_file_is_refused_by_name(release):
    del release.site["ccw/index.html"]
    refused(release, "ccw/index.html: signed, but not there")


def test_two_files_exchanged_are_refused(release):
    site = release.site
    site["index.html"], site["ccw/index.html"] = site["ccw/index.html"], site["index.html"]
    refused(release, "ccw/index.html: not the bytes")


@pytest.mark.parametrize("missing", [0, 1])
def test_one_signature_is_too_few(release, missing):
    release.sign(list(release.officers.values())[missing])
    refused(release, "targets.json: .*signed by 1/2 keys")


def test_no_signature_is_too_few(release):
    release.officers = {}
    release.sign()
    refused(release, "targets.json: .*signed by 0/2 keys")


def test_the_same_role_twice_is_too_few(release):
    second = CryptoSigner.generate_ed25519()
    release.let_sign("carl", "publisher", second)
    release.pinned = release.sign_root()
    release.sign(release.officers["bob", "publisher"], second)
    refused(release, "targets.json: not signed by the privacy officer")


def test_one_person_in_two_roles_is_too_few(release):
    second = CryptoSigner.generate_ed25519()
    release.let_sign("ada", "publisher", second)
    release.pinned = release.sign_root()
    release.sign(release.officers["ada", "privacy officer"], second)
    refused(release, "one person signed in two roles")


def test_three_people_of_whom_one_signed_in_two_roles_are_too_few(release):
    twice, *others = (CryptoSigner.generate_ed25519() for _ in range(3))
    release.let_sign("ada", "publisher", twice)
    for name, signer in zip(("carl", "dora"), others, strict=True):
        release.let_sign(name, "executive", signer)
    release.root.unrecognized_fields[trust.SIGNATURES] = ["privacy officer", "publisher", "executive"]
    release.pinned = release.sign_root()
    release.sign(release.officers["ada", "privacy officer"], twice, *others)
    refused(release, "one person signed in two roles")
    release.sign(*release.officers.values(), *others)
    assert len(release.verify().statement.signers) == 4


def test_a_root_that_asks_for_no_roles_is_refused(release):
    del release.root.unrecognized_fields[trust.SIGNATURES]
    release.pinned = release.sign_root()
    refused(release, "targets.json: not signed by")


def test_a_key_that_the_root_does_not_name_does_not_count(release):
    release.sign(release.officers["ada", "privacy officer"], CryptoSigner.generate_ed25519())
    refused(release, "targets.json: .*signed by 1/2 keys")


def test_an_online_key_cannot_sign_a_release(release):
    release.sign(*release.online.values())
    refused(release, "targets.json: .*signed by 0/2 keys")


@pytest.mark.parametrize("part", ["snapshot", "timestamp"])
def test_a_part_signed_with_the_wrong_key_is_refused(release, part):
    release.online[part] = CryptoSigner.generate_ed25519()
    release.sign()
    refused(release, f"{part}.json: .*signed by 0/1 keys")


def test_a_release_of_another_publisher_is_refused(release):
    release.pinned = type(release)().pinned
    refused(release, "timestamp.json: .*signed by 0/1 keys")


@pytest.mark.parametrize(
    ("part", "days"), [("timestamp", 2), ("snapshot", 31), ("targets", 366), ("root", 366)]
)
def test_an_expired_part_is_refused_by_name(release, part, days):
    for name in ("root", "targets", "snapshot", "timestamp"):
        ends = release.now + timedelta(days=days + (0 if name == part else 400))
        getattr(release, name).expires = ends
    release.pinned = release.sign_root()
    release.sign()
    release.now += timedelta(days=days - 0.5)
    assert release.verify()
    release.now += timedelta(days=1)
    refused(release, f"{part}(.json)? is expired")


def test_a_release_frozen_in_time_is_refused_the_next_day(release):
    release.now += timedelta(days=1)
    refused(release, "timestamp.json: .*expired")


def test_an_older_release_is_refused_after_a_newer_one_was_seen(release):
    older = dict(release.metadata), dict(release.site)
    release.site["index.html"] = b"<!doctype html>corrected"
    release.next_release()
    release.remember()
    release.metadata, release.site = older
    refused(release, "timestamp.json: .*version 1 must be >= 2")


@pytest.mark.parametrize("part", ["targets", "snapshot"])
def test_an_older_part_under_a_newer_timestamp_is_refused(release, part):
    release.next_release()
    release.remember()
    getattr(release, part).version -= 1
    release.timestamp.version += 1
    release.snapshot.version += part == "targets"
    release.sign()
    refused(release, "version")


@pytest.mark.parametrize("part", ["timestamp.json", "snapshot.json", "targets.json"])
def test_parts_of_two_releases_mixed_are_refused(release, part):
    older = dict(release.metadata)
    release.site["index.html"] = b"<!doctype html>another"
    release.next_release()
    release.metadata[part] = older[part]
    refused(release, ".json: ")


@pytest.mark.parametrize("part", ["timestamp.json", "snapshot.json", "targets.json"])
def test_a_missing_part_is_refused_by_name(release, part):
    del release.metadata[part]
    refused(release, f"{part}: missing")


def test_targets_that_differ_from_the_manifest_are_refused(release):
    release.site["manifest.json"] = release.site["manifest.json"].replace(b'"size": 0', b'"size": 1')
    release.targets.targets["manifest.json"].hashes["sha256"] = verify.manifest.digest(
        release.site["manifest.json"]
    )
    release.sign_parts()
    refused(release, "manifest.json: does not list what was signed")


def test_the_next_root_must_be_signed_by_the_one_before(release):
    release.root.version = 2
    release.sign_root()
    assert release.verify().statement.versions.root == 2
    release.sign_root(release.root_signers[0])
    refused(release, "2.root.json: .*signed by 1/2 keys")


def test_a_root_key_taken_out_cannot_bring_itself_back(release):
    thieves = release.root_signers[:2]
    fresh = [CryptoSigner.generate_ed25519() for _ in range(2)]
    for old, new in zip(thieves, fresh, strict=True):
        release.root.revoke_key(old.public_key.keyid, "root")
        release.root.add_key(new.public_key, "root")
    release.root.version = 2
    release.pinned = release.sign_root(*thieves, *fresh)
    assert release.verify()
    release.root.version = 3
    release.sign_root(*thieves)
    refused(release, "3.root.json: .*signed by 0/2 keys")


def test_a_skipped_root_version_is_refused(release):
    release.root.version = 3
    release.metadata["2.root.json"] = release.sign_root()
    refused(release, "2.root.json: expected root version 2")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_byte_of_any_metadata_changed_is_refused(release, data):
    part = data.draw(st.sampled_from(sorted(release.metadata)))
    content = release.metadata[part]
    place = data.draw(st.integers(0, len(content) - 1))
    bit = data.draw(st.integers(0, 7))
    release_with = {
        **release.metadata,
        part: content[:place] + bytes([content[place] ^ (1 << bit)]) + content[place + 1 :],
    }
    with pytest.raises(UntrustedRelease):
        verify.verify(release_with, release.site, release.pinned, release.now)


@given(content=st.binary(max_size=300))
def test_bytes_that_are_no_metadata_are_refused_in_a_sentence(content):
    with pytest.raises(UntrustedRelease, match="pinned root"):
        trust.trusted({}, content, datetime(2026, 6, 27, tzinfo=UTC))


def test_a_file_added_beside_the_signatures_is_refused(release):
    release.metadata["history/1.targets.json"] = release.metadata["targets.json"]
    refused(release, "history/1.targets.json: there, but not signed")


@pytest.mark.parametrize(
    "edit",
    [
        lambda content: content + b"\n",
        lambda content: content.replace(b'{"signatures"', b'{ "signatures"'),
        lambda content: re.sub(
            rb'"sig":"[0-9a-f]+"', lambda found: found[0].upper().replace(b"SIG", b"sig"), content
        ),
    ],
)
def test_a_timestamp_of_the_same_meaning_in_other_bytes_is_refused(release, edit):
    edited = edit(release.metadata["timestamp.json"])
    assert edited != release.metadata["timestamp.json"]
    release.metadata["timestamp.json"] = edited
    refused(release, "timestamp.json: not in the one form that is signed")
