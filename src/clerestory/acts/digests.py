"""The digests to which an approval is bound, of what lies there at this moment."""

from hashlib import sha256
from pathlib import Path

import clerestory
from clerestory.acts.places import Places
from clerestory.errors import InputError
from clerestory.governance.approval.requests import Digests
from clerestory.project.model import Project
from clerestory.release import layout, manifest

ACCOUNT = "account.json"  # made from the evidence; tells times too
PEOPLE = "people.toml"  # who acts here is recorded by appointments, not by this file


def now(places: Places, project: Project) -> Digests:
    """The digests of the staged files, the confidential evidence and the project, read at this moment."""
    return Digests(bundle(places), evidence(project), configuration(project))


def bundle(places: Places) -> str:
    """The digest of the manifest of what is staged, made again from the files."""
    site = places.staged / layout.SITE
    if not site.is_dir():
        raise InputError(f"{site}: no site was built; run `clerestory release build` first")
    with layout.opened(site) as folder:
        paths = folder.listing(".")
        files = ((path, folder.read(path, largest=paths[path].size)) for path in sorted(paths))
        return manifest.bundle_digest(manifest.manifest(files))


def evidence(project: Project) -> str:
    """The digest of the release's confidential evidence, of which the account is no part."""
    return of_folder(project.places.evidence / project.release.id, without=ACCOUNT)


def configuration(project: Project) -> str:
    """The digest of every declaration, and of the program's version."""
    whole = sha256(f"clerestory {clerestory.__version__}\n".encode())
    whole.update(of_folder(project.root, without=PEOPLE).encode())
    return whole.hexdigest()


def policy(project: Project) -> str:
    """What stands in every decision's entry: the rules in force."""
    file = project.root / "policy.toml"
    return sha256(file.read_bytes() if file.is_file() else b"").hexdigest()[:16]


def of_folder(folder: Path, without: str = "") -> str:
    """One digest of names and contents, in the order of names."""
    whole = sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != without):
        if file.suffix in {".toml", ".csv", ".npz", ".json"}:
            name = file.relative_to(folder).as_posix()
            whole.update(f"{name}\n{sha256(file.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def of_bytes(content: bytes) -> str:
    """The digest of one document."""
    return sha256(content).hexdigest()
