"""Columnar files, and files of statistics programs."""

import base64
import gzip
import io
from datetime import date

from tests.scenario.probe.hiding_places.making import arrow_written, scratch, through_file
from tests.scenario.probe.hiding_places.register import place


def frame(w):
    import pandas as pd

    names = ("surname", "given", "born", "licence")
    return pd.DataFrame(
        {name: [filler, cell] for name, cell, filler in zip(names, w.cells, ("a", "b", "", ""), strict=True)},
        dtype=object,
    )


def arrow_table(w):
    import pyarrow as pa

    return pa.table(
        {
            "surname": ["x", w.surname],
            "given": ["y", w.given],
            "born": pa.array([None, date.fromisoformat(w.born)]),
        }
    )


@place("rows.parquet")
def _(w):
    import pyarrow.parquet as pq

    return arrow_written(lambda made: pq.write_table(arrow_table(w), made, compression="zstd"))


@place("metadata.parquet")
def _(w):
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"count": [1, 2]}).replace_schema_metadata({"note": w.line})
    return arrow_written(lambda made: pq.write_table(table, made, compression="snappy"))


@place("rows.arrow")
def _(w):
    import pyarrow.ipc as ipc

    def write(made):
        with ipc.new_stream(made, arrow_table(w).schema) as writer:
            writer.write_table(arrow_table(w))

    return arrow_written(write)


@place("rows.feather")
def _(w):
    import pyarrow.feather as feather

    return arrow_written(lambda made: feather.write_feather(arrow_table(w), made, compression="lz4"))


@place("rows.orc")
def _(w):
    import pyarrow.orc as orc

    return arrow_written(lambda made: orc.write_table(arrow_table(w), made, compression="zstd"))


@place("rows.avro")
def _(w):
    import fastavro

    schema = {"type": "record", "name": "r", "fields": [{"name": n, "type": "string"} for n in "abcd"]}
    made = io.BytesIO()
    fastavro.writer(made, schema, [dict(zip("abcd", w.cells, strict=True))], codec="deflate")
    return made.getvalue()


@place("rows.sav")
def _(w):
    import pyreadstat

    return through_file(scratch(".sav"), lambda path: pyreadstat.write_sav(frame(w), path))


@place("label.dta")
def _(w):
    import pandas as pd
    import pyreadstat

    counts = pd.DataFrame({"county": [1.0, 2.0]})
    return through_file(
        scratch(".dta"),
        lambda path: pyreadstat.write_dta(
            counts, path, variable_value_labels={"county": {1: w.line[:30], 2: w.licence}}
        ),
    )


@place("rows.xpt")
def _(w):
    import pyreadstat

    return through_file(scratch(".xpt"), lambda path: pyreadstat.write_xport(frame(w), path))


@place("rows.rds")
def _(w):
    import rdata

    return through_file(scratch(".rds"), lambda path: rdata.write_rds(path, frame(w)))


@place("rows.rda")
def _(w):
    import rdata

    return through_file(scratch(".rda"), lambda path: rdata.write_rda(path, {"people": frame(w)}))


def unused(w):
    """A table one of whose columns has a value that no row has."""
    import pyarrow as pa

    words = pa.array(["Lake", "Orange", *[f"County {at}" for at in range(40)], w.line])
    return pa.table({"county": pa.DictionaryArray.from_arrays(pa.array([0, 1, 0]), words)})


@place("unused_value.parquet")
def _(w):
    import pyarrow.parquet as pq

    return arrow_written(lambda made: pq.write_table(unused(w), made, compression="zstd", store_schema=False))


@place("unused_value.feather")
def _(w):
    import pyarrow.feather as feather

    return arrow_written(lambda made: feather.write_feather(unused(w), made, compression="zstd"))


@place("file_in_a_cell.parquet")
def _(w):
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"county": ["Lake"], "file": [gzip.compress(w.line.encode())]})
    return arrow_written(lambda made: pq.write_table(table, made, compression="zstd"))


@place("base64_in_a_cell.parquet")
def _(w):
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"county": ["Lake"] * 9, "told": [base64.b64encode(w.line.encode()).decode()] * 9})
    return arrow_written(lambda made: pq.write_table(table, made, compression="zstd"))
