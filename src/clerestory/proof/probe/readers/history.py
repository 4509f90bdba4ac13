"""Git folders: every object of every pack, also of revisions long gone; indexes beside them."""

import io
from collections.abc import Iterator

from clerestory.proof.probe.part import Child, Form, Part, Yield, below
from clerestory.proof.probe.readers.archives import whole
from clerestory.proof.probe.report import Visibility


def pack(node: Child) -> Iterator[Yield]:
    """A pack: all its objects, deltas applied."""
    from dulwich.object_format import DEFAULT_OBJECT_FORMAT
    from dulwich.pack import PackData, PackInflater

    data = PackData.from_file(io.BytesIO(node.content), DEFAULT_OBJECT_FORMAT, len(node.content))
    for found in PackInflater.for_pack_data(data):
        name = found.id.decode("ascii")[:12]
        if found.type_name == b"tree":  # names of files, also of those that are gone
            place = below(node, f"tree {name}")
            yield Part(place, found.as_raw_string(), Form.BYTES, Visibility.EARLIER, "pack")
        else:
            yield Child(below(node, f"object {name}"), found.as_raw_string(), Visibility.EARLIER)
    yield from whole(node, "pack")


def beside(node: Child) -> Iterator[Yield]:
    """An index of git: names of files and of objects."""
    yield from whole(node, "git")
