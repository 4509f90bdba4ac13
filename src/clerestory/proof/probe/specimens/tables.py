"""Columnar files, and files of statistics programs that hold the canary."""

import gzip
import io

from clerestory.matching.canary import Canary
from clerestory.proof.probe.specimens.maker import columns_of, row_of, specimen, stored, through_file


@specimen("parquet")
def parquet(canary: Canary) -> bytes:
    """A Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = io.BytesIO()
    pq.write_table(pa.table(columns_of(canary)), made)
    return made.getvalue()


@specimen("arrow")
def arrow(canary: Canary) -> bytes:
    """An Arrow file."""
    import pyarrow as pa
    import pyarrow.ipc as ipc

    made = io.BytesIO()
    table = pa.table(columns_of(canary))
    with ipc.new_file(made, table.schema) as writer:
        writer.write_table(table)
    return made.getvalue()


@specimen("orc")
def orc(canary: Canary) -> bytes:
    """An ORC file."""
    import pyarrow as pa
    import pyarrow.orc as orc_format

    made = io.BytesIO()
    orc_format.write_table(pa.table(columns_of(canary)), made)
    return made.getvalue()


@specimen("avro")
def avro(canary: Canary) -> bytes:
    """An Avro file."""
    import fastavro

    names = tuple(columns_of(canary))
    schema = {"type": "record", "name": "row", "fields": [{"name": name, "type": "string"} for name in names]}
    made = io.BytesIO()
    fastavro.writer(made, schema, [dict(zip(names, row_of(canary), strict=True))], codec="deflate")
    return made.getvalue()


@specimen("sav")
def sav(canary: Canary) -> bytes:
    """An SPSS file."""
    return _readstat(".sav", "write_sav", canary)


@specimen("dta")
def dta(canary: Canary) -> bytes:
    """A Stata file."""
    return _readstat(".dta", "write_dta", canary)


@specimen("xport")
def xport(canary: Canary) -> bytes:
    """A SAS transport file."""
    return _readstat(".xpt", "write_xport", canary)


@specimen("por")
def por(canary: Canary) -> bytes:
    """An SPSS portable file."""
    return _readstat(".por", "write_por", canary)


def _readstat(suffix: str, writer: str, canary: Canary) -> bytes:
    import pandas as pd  # type: ignore[import-untyped]
    import pyreadstat

    frame = pd.DataFrame({name.upper(): cells for name, cells in columns_of(canary).items()})
    return through_file(suffix, lambda path: getattr(pyreadstat, writer)(frame, path))


@specimen("rds")
def rds(canary: Canary) -> bytes:
    """One R object."""
    import pandas as pd
    import rdata

    return gzip.decompress(
        through_file(
            ".rds", lambda path: rdata.write_rds(path, pd.DataFrame(columns_of(canary), dtype=object))
        )
    )


@specimen("rdata")
def r_workspace(canary: Canary) -> bytes:
    """An R workspace."""
    import pandas as pd
    import rdata

    frame = {"canary": pd.DataFrame(columns_of(canary), dtype=object)}
    return gzip.decompress(through_file(".rda", lambda path: rdata.write_rda(path, frame)))


@specimen("sas7bdat")
def sas7bdat(canary: Canary) -> bytes:
    """A SAS data set: a stored one, which no library of ours writes."""
    return stored("canary.sas7bdat", canary)
