"""Small files made in the run itself, each of one kind, with the canary in them."""

from clerestory.proof.probe.specimens import archives, databases, documents, tables, workbooks
from clerestory.proof.probe.specimens.maker import SPECIMENS

__all__ = ["SPECIMENS", "archives", "databases", "documents", "tables", "workbooks"]
