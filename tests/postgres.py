"""A PostgreSQL server for the tests of one process: a cluster in a temporary folder, reached by a socket alone."""

import atexit
import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from functools import cache
from itertools import count
from pathlib import Path

import psycopg

_BINARIES = (Path("/usr/lib/postgresql/15/bin"), Path("/usr/local/bin"), Path("/usr/bin"))
_numbers = count(1)


class Server:
    """A running cluster; it is stopped and removed when the process ends."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._give_away(self.folder)
        self._run("initdb", "-D", self.data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-k {self.folder} -h '' -c fsync=off -c shared_buffers=16MB"
        self.start(options)
        atexit.register(self.remove)

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def start(self, options: str = "") -> None:
        given = options or f"-k {self.folder} -h '' -c fsync=off"
        words = ("-D", self.data, "-o", given, "-w", "-l", str(self.folder / "log"), "start")
        end = time.monotonic() + 20
        while time.monotonic() < end:  # after kill -9 of the first process, the others take a moment to go
            with contextlib.suppress(AssertionError):
                return self._run("pg_ctl", *words)
            time.sleep(0.2)
        return self._run("pg_ctl", *words)

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"store_{next(_numbers)}"
        with psycopg.connect(host=str(self.folder), user="tests", dbname="postgres", autocommit=True) as here:
            here.execute(f"CREATE DATABASE {name}")
        return f"postgresql://tests@/{name}?host={self.folder}"

    def remove(self) -> None:
        subprocess.run(self._as_owner(self._binary("pg_ctl"), "-D", self.data, "-m", "immediate", "stop"),
                       capture_output=True, check=False)  # fmt: skip
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *words: str) -> None:
        ran = subprocess.run(
            self._as_owner(self._binary(program), *words),
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, (program, ran.stderr[-500:])

    def _give_away(self, folder: Path) -> None:
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        folder.chmod(0o755)

    @staticmethod
    def _as_owner(*words: str) -> list[str]:
        return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else list(words)

    @staticmethod
    def _binary(name: str) -> str:
        found = next((folder / name for folder in _BINARIES if (folder / name).is_file()), None)
        return str(found or shutil.which(name) or name)


@cache
def server() -> Server:
    """The one server of this process."""
    return Server()
