"""The content of a dataset: fingerprints by which it is known again, whatever its order, encoding and names.

Of these fingerprints only a digest leaves, and of a comparison only one share in thousandths.
"""

from clerestory.records.content.compare import share
from clerestory.records.content.fingerprint import Fingerprint, from_bytes, of_vault, to_bytes
from clerestory.records.content.quoted import together
from clerestory.records.content.table import Table, in_file, in_vault

__all__ = [
    "Fingerprint",
    "Table",
    "from_bytes",
    "in_file",
    "in_vault",
    "of_vault",
    "share",
    "to_bytes",
    "together",
]
