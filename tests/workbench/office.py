"""An office for tests: the tiny project, its people and keys, a store, and a workbench that serves it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pyotp

from clerestory.acts import found, govern, officiate, own_hand
from clerestory.acts.places import Places
from clerestory.acts.workbench import invite
from clerestory.governance.signing import ceremony, expiry
from clerestory.governance.store import opening
from clerestory.governance.store.acting import Actor
from clerestory.project.model import Project
from clerestory.project.read import read
from clerestory.vocabulary.progress import Silent
from tests.fixtures import tiny

ROOT = Path(__file__).parents[2]
PASSWORD = "a window high above the square"
PEOPLE = {
    "dorothea": ("Dorothea Brooke", "analyst"),
    "camden": ("Camden Farebrother", "output checker"),
    "fred": ("Fred Vincy", "output checker"),
    "mary": ("Mary Garth", "privacy officer"),
    "tertius": ("Tertius Lydgate", "publisher"),
    "harriet": ("Harriet Bulstrode", "incident lead"),
    "elinor": ("Elinor Cadwallader", "executive"),
    "arthur": ("Arthur Brooke", "log auditor"),
}


@dataclass
class Office:
    """Where everything lies, and the people's secrets that the tests type."""

    folder: Path
    address: str = ""
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def project(self) -> Project:
        return read(self.folder / "project")

    def name(self, person: str) -> str:
        return next(each.name for each in self.project.people if each.id == person)

    def invitation(self, person: str) -> str:
        return f"{self.address}/enrol/{invite(self.project, self.hand(person))}"

    def hand(self, person: str) -> Actor:
        return own_hand.example(Places.of(self.project.places), person)

    def code(self, person: str) -> str:
        return pyotp.TOTP(self.secrets[person]).now()

    def passphrase(self, person: str) -> str:
        keys = self.folder / "keys"
        key = next(path for path in (keys / "officers").glob("*.json") if path.name.startswith(person))
        return ceremony.passphrase(keys, key)

    def build(self) -> str:
        """What the analyst does where the records are."""
        governed = govern.opened(self.folder)
        _, request = officiate.build(governed, self.hand("dorothea"), Silent())
        return request.id


def made(folder: Path, *, trained: bool) -> Office:
    """The office; ``trained``: everybody passed the training, and every column's purpose is approved."""
    tiny.make(folder)
    people = "".join(
        f'[[person]]\nid = "{who}"\nname = "{name}"\nroles = ["{role}"]\n\n'
        for who, (name, role) in PEOPLE.items()
    )
    (folder / "project" / "people.toml").write_text(people)
    project = read(folder / "project")
    if trained:
        found.example(folder)
    else:
        found.found(project)
    officers = ceremony.ceremony_of(project.people, project.policy.signatures)
    ceremony.hold_example(folder / "keys", folder / "trust", officers, expiry.now())
    return Office(folder)


def served(office: Office, *options: str) -> "subprocess.Popen[str]":
    """The workbench as people start it; its address is noted in the office."""
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "clerestory",
            "workbench",
            str(office.folder),
            "--port",
            "0",
            "--json",
            *options,
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout
    line = server.stdout.readline()
    office.address = json.loads(line)["address"].rstrip("/")
    return server


def stop(server: "subprocess.Popen[str]") -> None:
    server.terminate()
    server.communicate(timeout=20)


def is_founded(office: Office) -> bool:
    return opening.is_founded(opening.folder_of(office.folder))
