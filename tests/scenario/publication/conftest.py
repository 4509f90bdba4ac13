"""A release in memory, with its keys: tests write attacks as edits of it."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner, Signer, SSlibKey
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from clerestory.acts import publish, sign
from clerestory.governance.signing import ceremony, expiry, keys
from clerestory.governance.signing.sign import About
from clerestory.release import manifest, pins, trust, verify

NOW = datetime(2026, 6, 27, 12, 0, tzinfo=UTC)
ROLES = ("privacy officer", "publisher")
SITE = {
    "index.html": b"<!doctype html><title>Firearms</title>" + b"<p>Figures</p>" * 300,
    "404.html": b"<!doctype html><title>Not found</title>",
    "ccw/index.html": b"<!doctype html><title>CCW</title>" + b"<p>Permits</p>" * 300,
    "dros/index.html": b"<!doctype html><title>Sales &amp; transfers</title>",
    "carry/index.html": b"<!doctype html><title>Carry</title>",
    "data/ccw/applications.csv": b"county,count\n" + b"Alpine,12\n" * 500,
    "assets/empty.css": b"",
}


@dataclass
class SimulatedRelease:
    """Everything a publisher has; ``metadata`` and ``site`` are what an attacker may edit."""

    now: datetime = NOW
    site: dict[str, bytes] = field(default_factory=lambda: dict(SITE))
    seen: Mapping[str, bytes] = field(default_factory=dict)
    metadata: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.timestamp: Timestamp | None = None
        self.root_signers = [CryptoSigner.generate_ed25519() for _ in range(3)]
        self.officers = {
            (name, role): CryptoSigner.generate_ed25519()
            for name, role in zip(("ada", "bob"), ROLES, strict=True)
        }
        self.online = {role: CryptoSigner.generate_ed25519() for role in ("snapshot", "timestamp")}
        self.root = Root(expires=self.now + timedelta(days=365), consistent_snapshot=False)
        for signer in self.root_signers:
            self.root.add_key(signer.public_key, "root")
        for role, signer in self.online.items():
            self.root.add_key(signer.public_key, role)
        for (name, role), signer in self.officers.items():
            self.let_sign(name, role, signer)
        self.root.roles["root"].threshold = self.root.roles["targets"].threshold = 2
        self.root.unrecognized_fields[trust.SIGNATURES] = list(ROLES)
        self.pinned = self.sign_root()
        self.targets = Targets(version=1, expires=self.now + timedelta(days=365))
        self.snapshot = Snapshot(version=1, expires=self.now + timedelta(days=30))
        self.timestamp = Timestamp(version=1, expires=self.now + timedelta(days=1))
        self.sign()

    def let_sign(self, name: str, role: str, signer: CryptoSigner) -> None:
        about = {**signer.public_key.to_dict(), trust.OFFICER: name, trust.ROLE: role}
        self.root.add_key(SSlibKey.from_dict(signer.public_key.keyid, about), "targets")

    def sign_root(self, *signers: CryptoSigner) -> bytes:
        content = signed(self.root, *(signers or self.root_signers[:2]))
        self.metadata[f"{self.root.version}.root.json"] = self.metadata["root.json"] = content
        if self.timestamp is not None:
            self.sign_parts()
        return content

    def sign(self, *officers: CryptoSigner) -> None:
        """Sign everything as it is now; by both officers unless others are named."""
        listed = manifest.manifest(self.site)
        self.site[manifest.MANIFEST] = manifest.to_bytes(listed)
        self.targets.targets = {
            path: TargetFile(len(content), {"sha256": manifest.digest(content)}, path)
            for path, content in self.site.items()
        }
        about = {"id": "2026-1", "bundle": manifest.bundle_digest(listed), "lineage": {"ccw/": ["ccw"]}}
        self.targets.unrecognized_fields[trust.RELEASE] = about
        self.sign_parts(*officers)

    def sign_parts(self, *officers: CryptoSigner) -> None:
        """Sign targets, snapshot and timestamp as they were edited."""
        self.metadata["targets.json"] = signed(self.targets, *(officers or self.officers.values()))
        beside = {
            name: meta(1, content) for name, content in self.metadata.items() if name.endswith("root.json")
        }
        self.snapshot.meta = {**self.snapshot.meta, **beside}
        self.snapshot.meta["targets.json"] = meta(self.targets.version, self.metadata["targets.json"])
        self.metadata["snapshot.json"] = signed(self.snapshot, self.online["snapshot"])
        self.timestamp.snapshot_meta = meta(self.snapshot.version, self.metadata["snapshot.json"])
        self.metadata["timestamp.json"] = signed(self.timestamp, self.online["timestamp"])

    def next_release(self) -> None:
        """Another release, with everything counted up."""
        for part in (self.targets, self.snapshot, self.timestamp):
            part.version += 1
        self.sign()

    def remember(self) -> None:
        """A client sees this release, and will refuse older ones."""
        self.verify()
        self.seen = {part: self.metadata[part] for part in ("snapshot.json", "timestamp.json")}

    def verify(self) -> verify.VerifiedRelease:
        return verify.verify(self.metadata, self.site, self.pinned, self.now, self.seen)


def signed(content: object, *signers: CryptoSigner) -> bytes:
    metadata = Metadata(content)
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata.to_bytes()


def meta(version: int, content: bytes) -> MetaFile:
    return MetaFile.from_data(version, content, ["sha256"])


@pytest.fixture
def release() -> SimulatedRelease:
    """A good release, seen for the first time."""
    return SimulatedRelease()


OFFICERS = (
    keys.Holder("ada", "privacy officer"),
    keys.Holder("bob", "publisher"),
    keys.Holder("ivy", "incident lead"),
)
LINEAGE = {
    "ccw/": ("ccw",),
    "data/ccw/": ("ccw",),
    "dros/": ("dros",),
    "carry/": ("ccw", "fsc"),
    "index.html": ("ccw", "dros", "fsc"),
}


class Publication:
    """A publisher's folder: keys of made-up officers, a staged site, what is published."""

    def __init__(self, folder: Path) -> None:
        self.places = publish.Places.below(folder)
        self.folder = folder
        self.site = dict(SITE)
        ceremony.hold_example(
            self.places.keys, self.places.trust, ceremony.Ceremony(OFFICERS, ROLES), expiry.now()
        )

    def stage(self, name: str = "2026-1") -> None:
        """Write the site as it is now, and let both officers sign it."""
        shutil.rmtree(self.places.staged, ignore_errors=True)
        for path, content in self.site.items():
            file = self.places.staged / "site" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        sign.sign_as_example(self.places, About(name, LINEAGE), ROLES, expiry.now())

    def opened(self, key: Path) -> Signer:
        return keys.open_key(key, ceremony.passphrase(self.places.keys, key))

    def publish(self, name: str = "2026-1") -> None:
        self.stage(name)
        publish.publish(self.places, expiry.now())

    def check(self) -> str:
        """Verify what is published, strictly, and say which release it is."""
        known = pins.read(self.places.trust)
        return verify.verify_folder(
            self.places.published, known.root, expiry.now(), known.seen
        ).statement.release


@pytest.fixture(autouse=True)
def fast_keys(monkeypatch):
    """Passphrases of made-up officers need no 64 MiB a guess."""
    monkeypatch.setattr(keys, "COST", 1 << 4)


@pytest.fixture
def publication(tmp_path) -> Publication:
    """A publisher with keys, and nothing published yet."""
    return Publication(tmp_path)


SOURCE = Path(__file__).parents[3] / "src"
SOON = 20  # seconds that anything here may take


class Server:
    """A running ``clerestory serve``."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.log_file = folder / "server.log"
        with self.log_file.open("w") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "clerestory",
                    "serve",
                    str(folder),
                    "--port",
                    "0",
                    "--workers",
                    "1",
                    *words,
                ],
                env={**os.environ, "PYTHONPATH": str(SOURCE)},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.said = self.process.stdout.readline()
        found = re.search(r":(\d+)/", self.said)
        self.port = int(found.group(1)) if found else 0

    def ask(self, path: str, method: str = "GET", **headers: str):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SOON)
        connection.request(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body, answer.headers

    def log(self) -> list[dict]:
        return [json.loads(line) for line in self.log_file.read_text().splitlines() if line.startswith("{")]

    def until(self, is_so) -> None:
        """Wait until something is so, and fail if it is not soon."""
        end = time.monotonic() + SOON
        while not is_so():
            assert time.monotonic() < end, self.log_file.read_text()
            time.sleep(0.05)

    def wait(self) -> int:
        return self.process.wait(SOON)

    def stop(self, with_signal: int = signal.SIGTERM) -> int:
        self.process.send_signal(with_signal)
        return self.wait()


@contextmanager
def _serving(folder: Path, *words: str):
    server = Server(folder, *words)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
        server.process.stdout.close()


@pytest.fixture
def serving():
    """Start a server for a folder: ``with serving(folder) as server``."""
    return _serving


@pytest.fixture
def portal(publication):
    """A server of a first publication."""
    publication.publish()
    with _serving(publication.folder) as server:
        yield server
