"""Roles in the place of names: Data Analyst 1, Incident Lead 1. The key is sealed and stays inside."""

import json
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from clerestory.governance.approval.people import Officer
from clerestory.governance.incidents import sealed
from clerestory.governance.incidents.happening import Happening
from clerestory.vocabulary.roles import Role

KEYS = "aliases"
TITLES = {Role.ANALYST: "Data Analyst"}


def aliases(people: Sequence[Officer], happened: Sequence[Happening]) -> Mapping[str, str]:
    """An alias for everybody who was ever appointed, numbered in the order in which the log first names them."""
    order = {each.by: at for at, each in reversed(list(enumerate(happened)))}
    counts: dict[str, int] = {}
    named = {"machine": "The system"}
    for each in sorted(people, key=lambda one: (order.get(one.id, len(happened)), one.id)):
        role = next((role for role in Role if role in each.roles), None)
        title = TITLES.get(role, role.value.title()) if role else "Officer"
        counts[title] = counts.get(title, 0) + 1
        named[each.id] = f"{title} {counts[title]}"
        named[each.name] = named[each.id]
    return named


def without_names(text: str, named: Mapping[str, str]) -> str:
    """The same words with aliases; whole words only, the longest names first."""
    for name in sorted(named, key=len, reverse=True):
        text = re.sub(rf"(?<![\w]){re.escape(name)}(?![\w])", named[name], text)
    return text


def seal(named: Mapping[str, str], incident: str, governance: Path, trust: Path) -> Path:
    """Keep the key sealed: whoever reads the report cannot open it."""
    content = json.dumps({"incident": incident, "aliases": dict(named)}, sort_keys=True).encode()
    place = governance / KEYS / f"{incident}-{sha256(content).hexdigest()[:16]}"
    if not place.exists():
        sealed.make_key(governance, trust)
        place.mkdir(parents=True, mode=0o700)
        sealed.seal(content, governance, place)
    return place
