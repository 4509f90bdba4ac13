"""Scratch files: owner-only, in one folder a process; those of dead processes go at the next start."""

import os
import resource
import shutil
import tempfile
from pathlib import Path


def base() -> Path:
    """The folder of all scratch folders of this user."""
    return Path(tempfile.gettempdir()) / f"clerestory-probe-{os.getuid()}"


def open_folder() -> Path:
    """A fresh folder for this process; what dead processes left is removed first, and a crash leaves no core file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    sweep()
    base().mkdir(mode=0o700, exist_ok=True)
    if base().is_symlink() or base().stat().st_uid != os.getuid() or base().stat().st_mode & 0o077:
        raise PermissionError("the scratch folder is not this user's own")
    return Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=base()))


def close_folder(folder: Path) -> None:
    """Remove the folder and all in it."""
    shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of processes that are no more."""
    if not base().is_dir():
        return
    for folder in base().iterdir():
        pid = folder.name.partition("-")[0]
        if pid.isdigit() and not _alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
