"""Walking into a file: its kind, its reader, the files inside it, down to the limits."""

import itertools
import mmap
import tempfile
from collections.abc import Iterator

from clerestory.proof.probe.kinds import kind_of
from clerestory.proof.probe.limits import LIMITS
from clerestory.proof.probe.part import DAMAGED, Child, Form, Part, Read, Stream, Trouble, Unreadable, Yield
from clerestory.proof.probe.readers import reader_of

Told = Part | Trouble | Read


class _Budget:
    """What one target may still unfold to."""

    def __init__(self) -> None:
        self.left = LIMITS.total
        self.parts = LIMITS.parts

    def take(self, size: int) -> bool:
        """Use up some bytes; whether there was room."""
        self.left -= size
        self.parts -= 1
        return self.left >= 0 and self.parts >= 0


def walk(node: Child) -> Iterator[Told]:
    """Every part of a file and of the files inside it."""
    yield from _node(node, 0, _Budget())


def _node(node: Child, depth: int, budget: _Budget) -> Iterator[Told]:
    kind = kind_of(node)
    reader = reader_of(kind)
    if depth > LIMITS.depth or not budget.take(0):
        yield Trouble(node.inside, kind, "nested deeper, or into more parts, than the limit")
    elif reader is None:
        yield from _unknown(node, kind)
    else:
        for found in _guarded(reader(node), node, kind):
            yield from _further(found, depth, budget)


def _guarded(found: Iterator[Yield], node: Child, kind: str) -> Iterator[Yield]:
    """What the reader says; if it fails, its file is searched as bytes and is inconclusive."""
    try:
        yield from found
    except (KeyboardInterrupt, BrokenPipeError, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001  (some parsers abort with more than Exception)
        yield Part(node.inside, node.content, Form.BYTES, node.visibility, kind)
        yield Trouble(node.inside, kind, f"cannot be read: {_reason(error)}")


def _reason(error: BaseException) -> str:
    return str(error) if isinstance(error, Unreadable) else f"{DAMAGED} ({type(error).__name__})"


def _further(found: Yield, depth: int, budget: _Budget) -> Iterator[Told]:
    if isinstance(found, Child):
        if budget.take(len(found.content)):
            yield from _node(found, depth + 1, budget)
        else:
            yield Trouble(found.inside, "limit", "unpacks to more than the limit")
    elif isinstance(found, Stream):
        yield from _stream(found, depth, budget)
    else:
        yield found


def _stream(stream: Stream, depth: int, budget: _Budget) -> Iterator[Told]:
    """Small: in memory. Large lines or running text: searched as they flow. Large and a structure: spooled."""
    broken: list[str] = []
    pieces = _within(stream.pieces, budget, broken)
    head = b""
    for piece in pieces:
        head += piece
        if len(head) > LIMITS.in_memory:
            break
    node = Child(stream.inside, head, stream.visibility)
    if len(head) <= LIMITS.in_memory:
        yield from _node(node, depth + 1, budget)
    elif _flows(node):
        yield from _flowing(node, itertools.chain([head], pieces))
    else:
        yield from _spooled(node, itertools.chain([head], pieces), depth, budget)
    for why in broken:
        yield Trouble(stream.inside, "stream", f"cannot be read: {why}")
    if budget.left < 0:
        yield Trouble(stream.inside, "limit", "unpacks to more than the limit")


def _flows(head: Child) -> bool:
    from clerestory.proof.probe.readers import plain

    kind = kind_of(head)
    return kind == "unknown" or (kind == "text" and plain.flows(head))


def _within(pieces: Iterator[bytes], budget: _Budget, broken: list[str]) -> Iterator[bytes]:
    """The pieces as far as there is room; where unpacking fails, what came before is read all the same."""
    try:
        for piece in pieces:
            if not budget.take(len(piece)):
                return
            yield piece
    except (KeyboardInterrupt, BrokenPipeError, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001  (some libraries abort with more than Exception)
        broken.append(_reason(error))


def _flowing(node: Child, pieces: Iterator[bytes]) -> Iterator[Told]:
    from clerestory.proof.probe.readers.plain import form_of

    kind = kind_of(node)
    form = form_of(bytes(node.content[:65536])) if kind == "text" else Form.BYTES
    rest, size = b"", 0
    for piece in pieces:
        whole = rest + piece
        cut = whole.rfind(b"\n") + 1 if form is Form.LINES else len(whole)
        cut = cut or len(whole)
        yield Part(node.inside, whole[:cut], form, node.visibility, kind)
        rest = whole[cut:] if form is Form.LINES else whole[-512:]
        size += len(piece)
    if form is Form.LINES and rest:
        yield Part(node.inside, rest, form, node.visibility, kind)
    yield Read(node.inside, kind, size, size if kind == "text" else 0, 0 if kind == "text" else size)
    if kind != "text":
        yield Trouble(node.inside, kind, "no reader for this kind of file")


def _spooled(node: Child, pieces: Iterator[bytes], depth: int, budget: _Budget) -> Iterator[Told]:
    with tempfile.TemporaryFile() as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        content = memoryview(mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ))
        yield from _node(Child(node.inside, content, node.visibility), depth + 1, budget)


def _unknown(node: Child, kind: str) -> Iterator[Told]:
    yield Part(node.inside, node.content, Form.BYTES, node.visibility, "bytes")
    yield Read(node.inside, "bytes", len(node.content), 0, len(node.content))
    if len(node.content):
        yield Trouble(node.inside, kind, "no reader for this kind of file")
