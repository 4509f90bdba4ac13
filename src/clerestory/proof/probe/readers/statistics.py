"""Files of statistics programs: SPSS, Stata, SAS, R; labels and notes beside the values."""

import tempfile
from collections.abc import Callable, Iterator
from typing import Any

from clerestory.proof.probe.part import Child, Form, Part, Yield
from clerestory.proof.probe.readers.archives import whole
from clerestory.proof.probe.report import Visibility
from clerestory.proof.probe.rows import lines


def sav(node: Child) -> Iterator[Yield]:
    """SPSS."""
    yield from _readstat(node, "sav", "read_sav")


def dta(node: Child) -> Iterator[Yield]:
    """Stata."""
    yield from _readstat(node, "dta", "read_dta")


def sas(node: Child) -> Iterator[Yield]:
    """SAS data set."""
    yield from _readstat(node, "sas7bdat", "read_sas7bdat")


def xport(node: Child) -> Iterator[Yield]:
    """SAS transport file."""
    yield from _readstat(node, "xport", "read_xport")


def por(node: Child) -> Iterator[Yield]:
    """SPSS portable file."""
    yield from _readstat(node, "por", "read_por")


def _readstat(node: Child, kind: str, name: str) -> Iterator[Yield]:
    import pyreadstat

    read: Callable[..., Any] = getattr(pyreadstat, name)
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as file:
        file.write(node.content)
        file.flush()
        columns, meta = read(file.name, output_format="dict")
    rows = zip(*columns.values(), strict=True)
    yield Part(node.inside, lines(list(columns), rows), Form.TABLE, node.visibility, kind)
    told = {name: value for name, value in vars(meta).items() if value}
    yield Part(f"{node.inside} (metadata)".strip(), _text(told), Form.TEXT, Visibility.METADATA, kind)
    yield from whole(node, kind)


def rds(node: Child) -> Iterator[Yield]:
    """One R object."""
    yield from _r(node, "rds")


def rdata(node: Child) -> Iterator[Yield]:
    """A workspace of R objects."""
    yield from _r(node, "rdata")


def _r(node: Child, kind: str) -> Iterator[Yield]:
    import rdata as r

    parsed = r.parser.parse_data(bytes(node.content))
    found = r.conversion.convert(parsed)
    yield from _object(node, "", found, kind)
    yield from whole(node, kind)


def _object(node: Child, name: str, found: Any, kind: str) -> Iterator[Yield]:  # noqa: ANN401
    inside = f"{node.inside} {name}".strip()
    if hasattr(found, "columns") and hasattr(found, "itertuples"):
        rows = found.itertuples(index=False, name=None)
        yield Part(inside, lines(list(found.columns), rows), Form.TABLE, node.visibility, kind)
        yield Part(f"{inside} (attributes)", _text(found.attrs), Form.TEXT, Visibility.METADATA, kind)
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from _object(node, f"{name}${key}", value, kind)
    else:
        yield Part(inside, _text(found), Form.TEXT, node.visibility, kind)


def _text(found: object) -> bytes:
    if hasattr(found, "tolist"):
        found = found.tolist()
    return str(found).encode("utf-8", "replace")
