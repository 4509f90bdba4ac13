"""Places where a record hides: each makes one file (or folder) with somebody in it.

Used with a member of the index, who must be found, and with a stranger, when nothing may be.
"""

from tests.scenario.probe.hiding_places import (
    archives,
    dashboards,
    databases,
    documents,
    drawn,
    folders,
    pictures,
    tables,
    texts,
    web,
    workbooks,
)
from tests.scenario.probe.hiding_places.register import FOLDERS, PLACES, UNREADABLE

__all__ = [
    "FOLDERS",
    "PLACES",
    "UNREADABLE",
    "archives",
    "dashboards",
    "databases",
    "documents",
    "drawn",
    "folders",
    "pictures",
    "tables",
    "texts",
    "web",
    "workbooks",
]
