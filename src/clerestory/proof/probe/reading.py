"""The parent's side of the reading process: start it, ask, take its frames, end it when it is silent.

A reader that dies, hangs or runs out of memory takes its process with it; what it was reading is
then inconclusive, and the next file gets a fresh process.
"""

import json
import os
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import clerestory
from clerestory.proof.probe import scratch
from clerestory.proof.probe.limits import LIMITS
from clerestory.proof.probe.part import Form, Part, Read, Trouble
from clerestory.proof.probe.report import Visibility

Frame = tuple[dict[str, object], bytes]


@dataclass(frozen=True, repr=False)
class Target:
    """What is to be read: a name, and a path or the bytes themselves; a guess may turn out to be no such file."""

    name: str
    content: bytes | memoryview
    path: Path | None = None
    inside: str = ""
    guess: bool = False


class Reading:
    """A reading process; use as a context manager."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._frames: queue.Queue[Frame | None] = queue.Queue(3)

    def __enter__(self) -> Self:
        self._folder = scratch.open_folder()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        if self._folder is not None:
            scratch.close_folder(self._folder)

    def parts(self, target: Target) -> Iterator[Part | Trouble | Read]:
        """Everything the readers say of a target."""
        self._start()
        if not self._ask(target):
            yield self._failed(target)
            return
        while True:
            try:
                frame = self._frames.get(timeout=LIMITS.silence)
            except queue.Empty:
                frame = None
            if frame is None:
                self._end()
                yield self._failed(target)
                return
            head, content = frame
            if head["kind"] == "end":
                return
            yield _told(head, content, target)

    def _failed(self, target: Target) -> Trouble:
        return Trouble(
            target.inside, "reader", "the reader stopped: damaged file, or over the limit of memory or time"
        )

    def _start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self._end()
        home = str(Path(clerestory.__file__).resolve().parents[1])
        environment = {**os.environ, "TMPDIR": str(self._folder), "OMP_NUM_THREADS": "1", "PYTHONPATH": home}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "clerestory.proof.probe.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment, cwd=self._folder, start_new_session=True,
        )  # fmt: skip
        self._frames = queue.Queue(3)
        if self._process.stdout is not None:
            threading.Thread(target=_take, args=(self._process.stdout, self._frames), daemon=True).start()

    def _ask(self, target: Target) -> bool:
        job: dict[str, object] = {"name": target.name, "inside": target.inside}
        if target.path is not None:
            job["path"] = str(target.path.resolve())
        else:
            job["size"] = len(target.content)
        try:
            pipe = self._process.stdin if self._process else None
            if pipe is None:
                return False
            pipe.write(json.dumps(job).encode() + b"\n")
            if target.path is None:
                pipe.write(target.content)
            pipe.flush()
        except OSError:
            return False
        return True

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        process.wait()


def _take(pipe: BinaryIO, frames: "queue.Queue[Frame | None]") -> None:
    try:
        while True:
            size = pipe.read(4)
            if len(size) < 4:
                break
            head = json.loads(pipe.read(struct.unpack("<I", size)[0]))
            content = pipe.read(head["bytes"])
            if len(content) < head["bytes"]:
                break
            frames.put((head, content))
    except (OSError, ValueError):
        pass
    frames.put(None)


def _told(head: dict[str, object], content: bytes, target: Target) -> Part | Trouble | Read:
    inside = str(head["inside"])
    match head["kind"]:
        case "part":
            return Part(
                inside, target.content if head.get("whole") else content, Form(head["form"]),
                Visibility(head["visibility"]), str(head["reader"]), str(head["format"]),
            )  # fmt: skip
        case "read":
            return Read(
                inside, str(head["reader"]), *(int(str(head[name])) for name in ("size", "parsed", "raw"))
            )
        case _:
            return Trouble(inside, str(head["reader"]), str(head["why"]))
