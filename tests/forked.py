"""Commands in processes of their own, without starting Python and loading its libraries for each.

``python -m tests.forked`` reads one command a line, runs it in a forked child and answers with its exit code. A child
has its own memory, its own stdout and stderr (two files), and ends as a command does.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from traceback import print_exc

ROOT = Path(__file__).parents[1]
LONGEST = 300  # seconds until a command that does not end is ended


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    returncode: int
    stdout: bytes
    stderr: bytes


class Forked:
    """A process that holds the libraries, and forks for each command."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.forked"],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", **environment},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, words: list[str], environment: Mapping[str, str]) -> Ran:
        """Run one command, and wait for it."""
        assert self._server.stdin
        assert self._server.stdout
        said = [self._folder / name for name in ("stdout", "stderr")]
        asked = {"words": words, "cwd": str(self._folder), "env": environment, "said": [*map(str, said)]}
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        assert answer, (words, "ended the process that forks")
        out, err = (file.read_bytes() for file in said)
        for file in said:
            file.unlink()
        return Ran(int(answer), out, err)

    def close(self) -> None:
        """Let it go."""
        self._server.communicate(timeout=20)


def _serve() -> None:
    from clerestory.cli.main import COMMANDS, main

    for module in COMMANDS.values():
        import_module(module)
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.alarm(LONGEST)
            _become(asked["said"], asked["cwd"], asked["env"])
            os._exit(_ended(main, asked["words"]))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(said: list[str], folder: str, environment: dict[str, str]) -> None:
    for number, path in enumerate(said, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(folder)
    os.environ.update(environment)


def _ended(main, words: list[str]) -> int:
    try:
        code = main(words)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001  (as Python itself does at the end of a command)
        print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    _serve()
