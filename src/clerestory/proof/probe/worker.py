"""The reading process: parsers run here, with limits on memory, and never see the index or its key.

One job a line on stdin (a path, or so many bytes that follow); frames on stdout: a length, a JSON
head, and the bytes of a part. It prints nothing else: a parser's message may quote a record.
"""

import contextlib
import json
import mmap
import os
import resource
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from clerestory.proof.probe.limits import LIMITS
from clerestory.proof.probe.part import Child, Part, Read, Trouble
from clerestory.proof.probe.walk import walk


def main() -> None:
    """Serve jobs until stdin ends."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (LIMITS.memory, LIMITS.memory))
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    for line in source:
        job = json.loads(line)
        for frame in _frames(job, source):
            _send(sink, *frame)
        _send(sink, {"kind": "end"}, b"")


def _frames(
    job: dict[str, object], source: BinaryIO
) -> Iterator[tuple[dict[str, object], bytes | memoryview]]:
    node = _node(job, source)
    try:
        for found in walk(node):
            yield _frame(found, node)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | BrokenPipeError):
            raise
        yield (
            {
                "kind": "trouble",
                "inside": "",
                "reader": "reader",
                "why": f"the reader failed ({type(error).__name__})",
            },
            b"",
        )


def _node(job: dict[str, object], source: BinaryIO) -> Child:
    name = str(job["name"])
    if "size" in job:
        return Child(str(job.get("inside", "")), source.read(int(str(job["size"]))), origin=Path(name))
    path = Path(str(job["path"]))
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        content = memoryview(mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)) if size else b""
    return Child("", content, origin=path)


def _frame(found: Part | Read | Trouble, node: Child) -> tuple[dict[str, object], bytes | memoryview]:
    if isinstance(found, Part):
        head: dict[str, object] = {
            "kind": "part", "inside": found.inside, "form": found.form.value,
            "visibility": found.visibility.value, "reader": found.reader, "format": found.format,
        }  # fmt: skip
        if found.content is node.content:
            return {**head, "whole": True}, b""
        return head, found.content
    if isinstance(found, Read):
        return {"kind": "read", **vars(found)}, b""
    return {"kind": "trouble", **vars(found)}, b""


def _send(sink: BinaryIO, head: dict[str, object], content: bytes | memoryview) -> None:
    line = json.dumps({**head, "bytes": len(content)}).encode()
    sink.write(struct.pack("<I", len(line)))
    sink.write(line)
    sink.write(content)
    sink.flush()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        main()
