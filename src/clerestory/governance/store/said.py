"""What a line of the log says, in columns beside it: for searches, which their indexes serve.

The line alone is what is signed. The columns are filled when it is written, and compared with it whenever the
store is checked against its log: whoever changes one is found.
"""

from collections.abc import Mapping

from clerestory.governance.log.entry import Entry

REQUEST = "request"


def words(entry: Entry) -> Mapping[str, str]:
    """The columns of a line: who, in which role, when, which act, about what, on which request."""
    return {
        "act": entry.act,
        "by": entry.by,
        "role": entry.role,
        "at": entry.at.isoformat(),
        "about": entry.about,
        REQUEST: str(entry.detail.get(REQUEST, "")),
    }
