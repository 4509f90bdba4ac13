"""What stands around every page: the bar, the rail with what is open, and what was said a moment ago."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from clerestory.governance.store import incidents

if TYPE_CHECKING:
    from clerestory.governance.workbench.visit import Visit

RAIL = (  # name, address, the key that goes there after g
    ("Inbox", "/", "i"),
    ("Releases", "/releases", "r"),
    ("Sources", "/sources", "s"),
    ("Claims", "/claims", "c"),
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


def fill(visit: "Visit", template: str, context: dict[str, object]) -> str:
    """The page, with what every page has."""
    settings = visit.bench.settings
    around: dict[str, object] = {
        "visit": visit,
        "title": settings.title,
        "example": settings.example,
        "said": _said(visit),
        "rail": _rail(visit) if visit.somebody else (),
        "roles": roles_of(visit),
    }
    return visit.bench.templates.get_template(template).render(around | context)


def roles_of(visit: "Visit") -> str:
    """What the person may do here, in words."""
    roles = sorted(role.value for role in visit.somebody.roles) if visit.somebody else []
    return ", ".join(roles)


def _said(visit: "Visit") -> str:
    """What the page before had to say; it is told once."""
    name = visit.bench.settings.cookie_prefix + "said"
    told = visit.request.cookies.get(name, "")
    if told and "said" not in visit.cookies:
        visit.set_cookie("said", None)
    return unquote(told)[:600]


def _rail(visit: "Visit") -> tuple[Place, ...]:
    path = visit.here.partition("?")[0]
    claims = _open_claims(visit)
    return tuple(
        Place(name, address, key, _is_here(path, address), claims if name == "Claims" else 0, hot=True)
        for name, address, key in RAIL
    )


def _is_here(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address + "/"))


def _open_claims(visit: "Visit") -> int:
    with visit.bench.store.reading() as look:
        return len(incidents.open_claims(look))
