"""Dashboards: extracts, workbooks, caches."""

import json

from clerestory.proof.probe.specimens.databases import write_extract
from tests.scenario.probe.hiding_places.making import scratch, through_file, zipped
from tests.scenario.probe.hiding_places.register import place


def hyper(w) -> bytes:
    names = ("surname", "given", "born", "licence")
    return through_file(scratch(".hyper"), lambda path: write_extract(path, names, [w.cells]))


place("extract.hyper")(hyper)


@place("workbook.twbx")
def _(w):
    return zipped(
        {"book.twb": b"<?xml version='1.0'?><workbook><view/></workbook>", "Data/Extracts/e.hyper": hyper(w)}
    )


@place("members.twb")
def _(w):
    members = "".join(f"<member value='&quot;{cell}&quot;'/>" for cell in w.cells)
    return f"<?xml version='1.0'?><workbook><groupfilter>{members}</groupfilter></workbook>".encode()


@place("cached_query.twbx")
def _(w):
    cached = b"\x00\x01\x02\x00" + "\t".join(w.cells).encode("utf-16-le") + b"\x07\x00"
    return zipped({"book.twb": b"<?xml version='1.0'?><workbook/>", "TwbxExternalCache/1.tbx": cached})


@place("extract.tde")
def _(w):
    return b"\x01\x8b\xfe\x00\x99tde" + bytes(range(256)) * 4


@place("report_layout.pbit")
def _(w):
    layout = json.dumps({"sections": [{"filters": w.line}]}).encode("utf-16-le")
    return zipped(
        {"Report/Layout": layout, "Version": "1.2".encode("utf-16-le"), "[Content_Types].xml": b"<Types/>"}
    )
