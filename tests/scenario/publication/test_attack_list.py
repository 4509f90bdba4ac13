"""The attack list of The Update Framework, a row each, against everybody who must refuse it.

Server: one that holds a good release and finds the attack in its place, and one that starts on it. Mirror: the
copy to a destination. Verifier: ``release verify`` on a folder, and at an address.
"""

import functools
import http.server
import io
import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from securesystemslib.signer import CryptoSigner
from tests.scenario.publication.conftest import SimulatedRelease

from clerestory.acts import copy, verify
from clerestory.acts.places import Places
from clerestory.acts.verify import Pin
from clerestory.errors import ClerestoryError
from clerestory.public.server.answers import Asked
from clerestory.public.server.log import Log
from clerestory.public.server.shelf import Publication, Shelf
from clerestory.release import layout
from clerestory.release.manifest import digest

EVIL = b"<!doctype html>records of people"


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def rollback(release):
    """An older release, whole and well signed, after a newer one was seen."""
    older = dict(release.metadata), {**release.site}
    release.next_release()
    release.remember()
    release.metadata, release.site = older


def rollback_of_a_part(release):
    """Old targets under a new timestamp."""
    release.next_release()
    release.remember()
    release.targets.version -= 1
    release.snapshot.version += 1
    release.timestamp.version += 1
    release.sign()


def freeze(release):
    """The last good statement is shown for ever."""
    release.timestamp.expires = now() - timedelta(seconds=1)
    release.sign_parts()


def mix_and_match(release):
    """The targets of one release under the snapshot of another."""
    older = dict(release.metadata)
    release.site["index.html"] = b"<!doctype html>another"
    release.next_release()
    release.metadata["targets.json"] = older["targets.json"]


def mixed_files(release):
    """A page of the old release among the files of the new one."""
    older = release.site["index.html"]
    release.site["index.html"] = b"<!doctype html>another"
    release.next_release()
    release.site["index.html"] = older


def endless_file(release):
    """A file that goes on and on."""
    release.site["index.html"] = release.site["index.html"] + b"x" * 5_000_000


def endless_metadata(release):
    """A statement that would fill the memory."""
    release.metadata["targets.json"] += b" " * (layout.LARGEST_METADATA + 1)


def wrong_key_of_the_targets(release):
    """Both signatures by keys that the root does not name."""
    release.site["index.html"] = EVIL
    release.sign(CryptoSigner.generate_ed25519(), CryptoSigner.generate_ed25519())


def wrong_key_of_the_timestamp(release):
    release.online["timestamp"] = CryptoSigner.generate_ed25519()
    release.sign_parts()


def wrong_root(release):
    """The next root by a thief with one custodian's key."""
    release.root.version = 2
    release.sign_root(release.root_signers[0])


def too_few_signatures(release):
    release.site["index.html"] = EVIL
    release.sign(release.officers["ada", "privacy officer"])


def one_role_twice(release):
    release.site["index.html"] = EVIL
    publisher = release.officers["bob", "publisher"]
    release.sign(publisher, publisher)


def expired_targets(release):
    release.targets.expires = now() - timedelta(days=1)
    release.sign()


def expired_root(release):
    release.root.version = 2
    release.root.expires = now() - timedelta(days=1)
    release.sign_root()


def arbitrary_file(release):
    """A file that nobody signed lies among the others."""
    release.site["records.csv"] = EVIL


def arbitrary_content(release):
    """Other bytes under a signed name."""
    release.site["index.html"] = EVIL


def arbitrary_metadata(release):
    release.metadata["more.json"] = b"{}"


def missing_file(release):
    """Somebody keeps a correction back."""
    del release.site["ccw/index.html"]


ATTACKS: tuple[Callable[[SimulatedRelease], None], ...] = (
    rollback, rollback_of_a_part, freeze, mix_and_match, mixed_files, endless_file, endless_metadata,
    wrong_key_of_the_targets, wrong_key_of_the_timestamp, wrong_root, too_few_signatures, one_role_twice,
    expired_targets, expired_root, arbitrary_file, arbitrary_content, arbitrary_metadata, missing_file,
)  # fmt: skip
OF_FILES = (mixed_files, endless_file, arbitrary_file, arbitrary_content, missing_file)


class Laid:
    """A release on the disk, as a publisher has it, with what its reader has seen before."""

    def __init__(self, release: SimulatedRelease, folder: Path) -> None:
        self.release, self.places = release, Places.below(folder)
        self.lay(release)

    def lay(self, release: SimulatedRelease) -> None:
        shutil.rmtree(self.places.published, ignore_errors=True)
        of_trust = {"root.json": release.pinned, **release.seen}
        for folder, files in (
            (self.places.published / "site", release.site),
            (self.places.published / "metadata", release.metadata),
            (self.places.trust, of_trust),
        ):
            for name, content in files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)

    def shelf(self) -> Shelf:
        return Shelf(Publication(self.places.published, self.places.trust), Log(io.StringIO()))


@pytest.fixture
def laid(tmp_path) -> Laid:
    """A good release."""
    return Laid(SimulatedRelease(now()), tmp_path)


def served(shelf: Shelf, path: str) -> tuple[int, bytes]:
    reply = shelf.table.reply(f"/{path}", Asked())
    return reply.status, reply.body


def paths_of(laid: Laid, good: dict[str, bytes]) -> set[str]:
    return laid.release.site.keys() | good.keys()


def server_that_runs(laid, attack, tmp_path) -> None:
    good, shelf = dict(laid.release.site), laid.shelf()
    shelf.open()
    attack(laid.release)
    laid.lay(laid.release)
    shelf.refresh(thorough=True)
    for path in paths_of(laid, good):
        status, body = served(shelf, path)
        signed = shelf.release.statement.targets.get(path)
        assert status in (404, 503) or (signed and digest(body) == signed.sha256 and body != EVIL), path


def server_that_starts(laid, attack, tmp_path) -> None:
    good = dict(laid.release.site)
    attack(laid.release)
    laid.lay(laid.release)
    shelf = laid.shelf()
    if attack in OF_FILES:  # what is signed is served, the file under attack is not
        shelf.open()
        at_fault = [path for path in paths_of(laid, good) if served(shelf, path)[0] != 200]
        assert at_fault, "the file under attack is withheld"
        assert EVIL not in {served(shelf, path)[1] for path in paths_of(laid, good)}
    else:
        with pytest.raises(ClerestoryError):
            shelf.open()
        assert not shelf.is_serving


def mirror(laid, attack, tmp_path) -> None:
    to = tmp_path / "mirror"
    copy.copy(laid.places, str(to), now())
    before = {path: path.read_bytes() for path in to.rglob("*") if path.is_file()}
    attack(laid.release)
    laid.lay(laid.release)
    with pytest.raises(ClerestoryError):
        copy.copy(laid.places, str(to), now())
    assert {path: path.read_bytes() for path in to.rglob("*") if path.is_file()} == before


def verifier_of_a_folder(laid, attack, tmp_path) -> None:
    assert verify.verify_release(str(laid.places.published), Pin(), now())
    attack(laid.release)
    laid.lay(laid.release)
    with pytest.raises(ClerestoryError):
        verify.verify_release(str(laid.places.published), Pin(), now())


class Stranger(http.server.BaseHTTPRequestHandler):
    """A web server that serves whatever lies there, as any would; nothing ends when it is asked for more."""

    def __init__(self, release: SimulatedRelease, *rest: object) -> None:
        self.release = release
        super().__init__(*rest)

    def do_GET(self) -> None:
        path = unquote(self.path.removeprefix("/"))
        name = path.removeprefix(".well-known/clerestory/metadata/")
        content = self.release.metadata.get(name) if name != path else self.release.site.get(path)
        self.send_response(404 if content is None else 200)
        self.send_header("content-length", str(len(content or b"")))
        self.end_headers()
        try:
            self.wfile.write(content or b"")
        except ConnectionError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


def verifier_at_an_address(laid, attack, tmp_path) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Stranger, laid.release))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/"
        pin = Pin(remembered=laid.places.trust)
        assert verify.verify_release(address, pin, now())
        attack(laid.release)
        laid.lay(laid.release)
        if attack in (arbitrary_file, arbitrary_metadata):
            # nobody can list a site from outside: `watch` guesses, and our server answers 404
            assert verify.verify_release(address, pin, now())
            return
        with pytest.raises(ClerestoryError):
            verify.verify_release(address, pin, now())
    finally:
        server.shutdown()
        server.server_close()


REFUSERS = (server_that_runs, server_that_starts, mirror, verifier_of_a_folder, verifier_at_an_address)


@pytest.mark.parametrize("refuser", REFUSERS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.__name__)
def test_every_attack_is_refused_by_everybody(laid, tmp_path, attack, refuser):
    refuser(laid, attack, tmp_path)
