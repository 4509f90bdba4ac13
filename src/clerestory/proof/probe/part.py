"""What a reader yields: text to be matched, content to be walked into, or why it could not read."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from clerestory.proof.probe.report import Visibility


class Form(Enum):
    """How the bytes of a part lie."""

    TEXT = "text"  # running text: what stands near belongs together
    LINES = "lines"  # one record a line, as the file has them; the first line may name columns
    TABLE = (
        "table"  # one record a line, cells parted by tabs, written by a reader; the first line names columns
    )
    BYTES = "bytes"  # bytes as they lie in the file, beside what a parser made of them


TURNED = "(columns as rows)"  # a small table again, its columns as rows
SCATTERED = "in sectors"  # bytes of which each stream is also given whole
DAMAGED = "damaged, or not what it seems"


@dataclass(frozen=True, repr=False)
class Part:
    """Bytes to be matched, from one place of a file."""

    inside: str
    content: bytes | memoryview
    form: Form = Form.TEXT
    visibility: Visibility = Visibility.VISIBLE
    reader: str = "text"
    format: str = ""  # how it is told apart from other parts of its form: ``TURNED``, ``SCATTERED``


@dataclass(frozen=True, repr=False)
class Child:
    """A file inside a file: walked in its own right."""

    inside: str
    content: bytes | memoryview
    visibility: Visibility = Visibility.VISIBLE
    origin: Path | None = None


@dataclass(frozen=True, repr=False)
class Stream:
    """A file inside a file, as it is unpacked: kept in memory, spooled or searched as it flows."""

    inside: str
    pieces: Iterator[bytes]
    visibility: Visibility = Visibility.VISIBLE


@dataclass(frozen=True)
class Trouble:
    """Something that was not read, and why: it makes the verdict inconclusive."""

    inside: str
    reader: str
    why: str


@dataclass(frozen=True)
class Read:
    """How many bytes of a node a reader took in, and how many are left to be searched as they are."""

    inside: str
    reader: str
    size: int
    parsed: int
    raw: int


Yield = Part | Child | Stream | Trouble | Read


def below(node: "Child | Stream", name: str) -> str:
    """A place inside a node."""
    return f"{node.inside}/{name}" if node.inside else name


class Unreadable(Exception):
    """A reader says why it cannot read; no text of the file is in it."""
