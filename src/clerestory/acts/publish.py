"""Publish a signed release: check it whole, then put it in place in one step.

    STAGED/site, STAGED/metadata/targets.json   built, and signed by the officers
    PUBLISHED/site, PUBLISHED/metadata          what the world is served

Only bytes that were verified are copied, into a folder beside the place; that folder then takes the
place in a single system call. A crash, a full disk or Ctrl-C at any moment leaves the old release or
the new one, never a mixture; what is left beside the place is cleared by the next publication.
"""

import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from clerestory.acts import reserve
from clerestory.acts.places import Places, known_metadata
from clerestory.errors import InputError
from clerestory.governance.signing import online as online_keys
from clerestory.governance.signing import sign
from clerestory.release import exchange, layout, pins, trust, verify, withdrawal
from clerestory.release.pins import HISTORY
from clerestory.vocabulary.progress import Progress, Silent


def publish(places: Places, now: datetime, progress: Progress | None = None) -> verify.VerifiedRelease:
    """Put the staged release in the place of the published one; returns what was published."""
    progress = progress or Silent()
    with exchange.only_one(places.published), _clear_words(places):
        exchange.clear_leftovers(places.published.parent)
        metadata = _new_metadata(places, now)
        pinned = pins.read(places.trust)
        reserve.keep(places.trust)
        with _staging(places.published) as fresh:
            release = _copy_verified(places, metadata, pinned, now, fresh, progress)
            exchange.put_in_place(fresh, places.published)
        pins.remember(places.trust, metadata, release.statement.root)
    return release


def renew(places: Places, now: datetime) -> trust.Statement:
    """Say again that the published release is the newest: a new snapshot and timestamp, nothing else.

    Only what verifies is renewed: the officers' signatures, the versions seen before.
    """
    with exchange.only_one(places.published), _clear_words(places):
        with layout.opened(places.published) as folder:
            before = layout.read_metadata(folder)
        metadata = _whole_metadata(places, before[trust.TARGETS], now)
        pinned = pins.read(places.trust)
        statement = trust.trusted(metadata, pinned.root, now, pinned.seen)
        with _staging(places.published) as fresh:
            _write_all(fresh, metadata)
            exchange.put_in_place(fresh, places.published / layout.METADATA)
        pins.remember(places.trust, metadata, statement.root)
        with suppress(InputError):  # the disk is full still: what is up stays fresh all the same
            reserve.keep(places.trust)
    return statement


def _new_metadata(places: Places, now: datetime) -> dict[str, bytes]:
    """The roots so far, the signed targets, and a fresh snapshot and timestamp of them."""
    path = places.staged / layout.METADATA / trust.TARGETS
    try:
        targets = path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"{path}: the release is not signed yet; run `clerestory release sign` first"
        ) from None
    return _whole_metadata(places, targets, now)


def _whole_metadata(places: Places, targets: bytes, now: datetime) -> dict[str, bytes]:
    """Everything that is published beside a site: the online parts fix every byte of the others."""
    beside = {**_history(places, sign.version_of(targets)), **pins.roots(places.trust)}
    return {
        **_notices(places),
        **beside,
        trust.TARGETS: targets,
        **_online_part(places, targets, beside, now),
    }


def _notices(places: Places) -> dict[str, bytes]:
    """Every notice stays public; those that this machine remembers are all there are."""
    files = pins.notice_files(places.trust)
    return {f"{withdrawal.FOLDER}/{name}": content for name, content in files.items()}


def _history(places: Places, version: int) -> dict[str, bytes]:
    """Every earlier statement stays public, whatever is published after it."""
    kept = dict(pins.history(places.trust))
    if (places.published / layout.METADATA / trust.TARGETS).is_file():
        last = (places.published / layout.METADATA / trust.TARGETS).read_bytes()
        kept.setdefault(sign.version_of(last), last)
    return {f"{HISTORY}/{old}.{trust.TARGETS}": kept[old] for old in sorted(kept) if old < version}


def _online_part(
    places: Places, targets: bytes, beside: Mapping[str, bytes], now: datetime
) -> dict[str, bytes]:
    known = known_metadata(places)
    version = {part: sign.version_after(part, known) for part in pins.SEEN}
    with online_keys.opened(places.keys) as signers:
        snapshot = sign.snapshot(targets, beside, version[trust.SNAPSHOT], signers.snapshot, now)
        timestamp = sign.timestamp(snapshot, version[trust.TIMESTAMP], signers.timestamp, now)
    return {trust.SNAPSHOT: snapshot, trust.TIMESTAMP: timestamp}


def _copy_verified(
    places: Places,
    metadata: Mapping[str, bytes],
    pinned: pins.Pins,
    now: datetime,
    fresh: Path,
    progress: Progress,
) -> verify.VerifiedRelease:
    """Copy the staged site file by file, each read once, verified, and written as verified."""
    statement = trust.trusted(metadata, pinned.root, now, pinned.seen)
    with layout.opened(places.staged) as folder:
        paths = frozenset(folder.listing(layout.SITE))
        done = 0

        def copied(path: str) -> bytes:
            nonlocal done
            content = verify.read_signed(folder, path, statement)
            _write(fresh / layout.SITE / path, content)
            progress.advance(done := done + 1, len(paths))
            return content

        release = verify.verified(statement, paths, copied)
    _write_all(fresh / layout.METADATA, metadata)
    return release


def _write_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, content in contents.items():
        _write(folder / name, content)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@contextmanager
def _staging(place: Path) -> Iterator[Path]:
    """A fresh folder beside the place; afterwards whatever is in it is removed."""
    fresh = place.parent / f"{exchange.STAGING}{secrets.token_hex(8)}"
    fresh.mkdir(mode=0o755)
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def _clear_words(places: Places) -> Iterator[None]:
    """Say in one sentence what the disk refused."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"{places.published}: nothing was published, what was there is untouched ({error.strerror})"
        ) from None
