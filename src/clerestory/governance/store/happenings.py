"""What happened in incidents, and who is on duty, read from the log itself: there is no second record of it."""

import sqlalchemy as sa

from clerestory.errors import InputError
from clerestory.governance.incidents.happening import Happening, happened
from clerestory.governance.incidents.incident import PREFIX, Incident, incidents_in
from clerestory.governance.incidents.roster import ABOUT, Shift, shifts_in
from clerestory.governance.log.entry import from_line
from clerestory.governance.store.acting import Reading
from clerestory.governance.store.tables import log_entries


def of_incidents(look: Reading, incident: str = "") -> tuple[Happening, ...]:
    """The lines about any incident, or about one."""
    about = f'"about":"{incident}",' if incident else f'"about":"{PREFIX}'
    query = sa.select(log_entries.c.line).where(log_entries.c.line.contains(about, autoescape=True))
    lines = [from_line(row["line"]) for row in look.rows(query.order_by(log_entries.c.sequence))]
    return tuple(
        each for each in happened(lines) if each.what.value != "refused" and each.about.startswith(PREFIX)
    )


def shifts(look: Reading) -> tuple[Shift, ...]:
    """The calendar of duty, as the log has it."""
    about = f'"about":"{ABOUT}",'
    query = sa.select(log_entries.c.line).where(log_entries.c.line.contains(about, autoescape=True))
    return shifts_in(
        happened(from_line(row["line"]) for row in look.rows(query.order_by(log_entries.c.sequence)))
    )


def every(look: Reading) -> tuple[Incident, ...]:
    """Every incident, the oldest first."""
    return incidents_in(of_incidents(look))


def incident(look: Reading, name: str) -> Incident:
    """That incident; ``InputError`` if there is none."""
    found = of_incidents(look, name)
    if not found:
        known = ", ".join(each.id for each in every(look)) or "none"
        raise InputError(f"{name}: there is no such incident; there are: {known}")
    return Incident(name, found)


def of_claim(look: Reading, claim: str) -> Incident:
    """The incident that a claim belongs to."""
    for each in every(look):
        if any(own.id == claim for own in each.claims):
            return each
    raise InputError(
        f"{claim}: no incident has such a claim; take the message down with `clerestory claim receive`"
    )
