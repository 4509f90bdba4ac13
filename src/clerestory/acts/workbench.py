"""Serve the workbench of a project: it is handed the places of releases and keys, never that of the vault."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import clerestory
from clerestory.acts import digests, govern, own_hand
from clerestory.acts.hands import lent
from clerestory.acts.places import Places
from clerestory.errors import InputError
from clerestory.governance.approval.acts import Machine
from clerestory.governance.approval.qualifications import tool_version
from clerestory.governance.signing import keys
from clerestory.governance.store import opening, staff
from clerestory.governance.store.acting import Actor, Event
from clerestory.governance.workbench import assets, run
from clerestory.governance.workbench.auth import invitations
from clerestory.governance.workbench.auth.oidc import Client
from clerestory.governance.workbench.lent import Facts, Hands
from clerestory.governance.workbench.settings import LOOPBACK, Settings
from clerestory.project.model import Project
from clerestory.release import withdrawal

INVITATIONS = "invitations.json"
PLAINLY = (
    "Each address is good once, for three days: open one to become that made-up person at the workbench. Whoever "
    "can read this file can. In a real office each invitation is handed to its person alone."
)


@dataclass(frozen=True)
class Asked:
    """How the workbench is to be reached, and how people may sign in."""

    listen: run.Listen = field(default_factory=run.Listen)
    origin: str = ""  # as browsers reach it; empty: this machine alone
    zone: str = "UTC"
    identity: Client | None = None


def folder_of(project: Project) -> Path:
    """The folder of governance beside a project's publication."""
    return opening.folder_of(project.places.published.parent)


def setup(project: Project, asked: Asked, port: int, hands: Hands) -> run.Setup:
    """What the workbench's process is given."""
    if asked.listen.host not in LOOPBACK and not asked.origin:
        raise InputError(
            f"{asked.listen.host}: others reach this address, so people must sign in over https; give --origin"
        )
    settings = Settings(
        title=project.title,
        origin=asked.origin or f"http://{asked.listen.host}:{port}",
        example=project.example,
        identity=asked.identity,
        zone=asked.zone,
    )
    places = Places.of(project.places)
    return run.Setup(
        settings,
        folder_of(project),
        tool_version(clerestory.__version__),
        digests.policy(project),
        places.staged,
        places.published,
        facts_of(project),
        hands,
        shared_files(),
    )


def facts_of(project: Project) -> Facts:
    """What is shown of the project's declarations."""
    titles = {f"{table.collection}/{table.id}": table.title for table in project.tables}
    targets = ((withdrawal.ALL, "Everything"), *((page.id, page.title) for page in project.pages))
    return Facts(titles, govern.wanted(project), targets, project.policy.signatures)


def serve(project: Project, asked: Asked, ready: Callable[[str], None]) -> None:
    """Serve until told to stop; ``ready`` is told the address."""
    port = run.free_port(asked.listen)
    with lent(project.root) as hands:
        made = setup(project, asked, port, hands)
        run.run(made, run.Listen(asked.listen.host, port), lambda: ready(made.settings.origin + "/"))


def invite(project: Project, actor: Actor) -> str:
    """A one-time word with which somebody enrols; what they could sign in with before stays until then.

    They ask for it themselves, with their own key: whoever runs the machine cannot become another person here.
    """
    store, person = opening.open_store(folder_of(project)), actor.person
    with store.acting(Event(Machine.ACCOUNT, actor, person, {"invited": person})) as acting:
        if not staff.officer(acting, person).active:
            raise InputError(f"{person} has left; appoint them first")
        return invitations.made(acting, person, person, int(acting.now.timestamp()))


@contextmanager
def beside(folder: Path, port: int) -> Iterator[Callable[[], str]]:
    """A workbench in a process of its own, while this one does something else; what is given waits for its address."""
    words = [sys.executable, "-m", "clerestory", "workbench", str(folder), "--port", str(port), "--json"]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)  # noqa: S603  (this very program)

    def address() -> str:
        line = server.stdout.readline() if server.stdout else ""
        return str(json.loads(line)["address"]) if line.startswith("{") else ""

    try:
        yield address
    finally:
        server.terminate()
        server.communicate()


def invite_everybody(project: Project, address: str) -> Path:
    """One-time addresses for all people of an example, in an owner-only file beside its keys."""
    file = project.places.keys / INVITATIONS
    places = Places.of(project.places)
    made = {
        person.id: f"{address}enrol/{invite(project, own_hand.example(places, person.id))}"
        for person in project.people
    }
    file.unlink(missing_ok=True)
    keys.write_new(file, json.dumps({"plainly": PLAINLY, "invitations": made}, indent=1).encode() + b"\n")
    return file


def shared_files() -> dict[str, bytes]:
    """The styles, the font and the mark that the public pages have too."""
    folder = files("clerestory.public.site") / "assets"
    return {name: _read(folder, name) for name in assets.SHARED}


def _read(folder: object, name: str) -> bytes:
    inside = Path(str(folder))
    return (inside / "styles" / name if name.endswith(".css") else inside / name).read_bytes()
