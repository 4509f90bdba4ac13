"""What stands around every page: the bar, the rail with what is open."""

from dataclasses import dataclass

from clerestory.governance.approval.people import Officer
from clerestory.governance.store import incidents
from clerestory.governance.workbench.bench import Bench

RAIL = (  # name, address, the key that goes there after g
    ("Inbox", "/", "i"),
    ("Releases", "/releases", "r"),
    ("Sources", "/sources", "s"),
    ("Incidents", "/incidents", "c"),
    ("Duty", "/duty", "d"),
    ("People", "/people", "p"),
    ("Training", "/training", "t"),
    ("Log", "/log", "l"),
    ("Figures", "/figures", "f"),
)


@dataclass(frozen=True)
class Place:
    """One line of the rail."""

    name: str
    address: str
    key: str
    here: bool
    count: int = 0
    hot: bool = False


def around(bench: Bench, somebody: Officer | None, path: str) -> dict[str, object]:
    """What every page has, for whoever is signed in."""
    return {
        "title": bench.settings.title,
        "example": bench.settings.example,
        "rail": _rail(bench, path) if somebody else (),
        "duties": ", ".join(sorted(role.value for role in somebody.roles)) if somebody else "",
    }


def _rail(bench: Bench, path: str) -> tuple[Place, ...]:
    with bench.store.reading() as look:
        claims = len(incidents.open_claims(look))
    return tuple(
        Place(name, address, key, _is_here(path, address), claims if name == "Incidents" else 0, hot=True)
        for name, address, key in RAIL
    )


def _is_here(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address + "/"))
