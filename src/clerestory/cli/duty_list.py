"""``clerestory duty list DIR``: who is called now, the calendar, and which role does what while an incident lasts."""

import argparse

from clerestory.cli import moments, officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.incidents import roster, timers
from clerestory.governance.incidents.roster import PARTS, Shift
from clerestory.governance.store import happenings, staff

HELP = "who is called first, second and third, the calendar of duty, and each role's part in each stage"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    parser.add_argument("--at", default="", metavar="ISO", help="at this moment (default: now)")


def act(args: argparse.Namespace) -> Outcome:
    """Tell."""
    with officer.opened(args).desk.store.reading() as look:
        now = moments.moment(args.at, "--at") if args.at else look.now
        shifts = [each for each in happenings.shifts(look) if each.ends > now]
        duty = roster.on_duty(shifts, staff.officers(look), now)
    minutes = int(timers.UNANSWERED.total_seconds() // 60)
    called = [
        {"role": role.value, "person": duty.person(level), "after_minutes": level * minutes}
        for level, role in enumerate(timers.ROSTER)
    ]
    lines = [
        f"after {each['after_minutes']:>2} unanswered minutes: {each['person'] or 'nobody'} ({each['role']})"
        for each in called
    ]
    lines += [
        f"{each.id}  {each.begins:%Y-%m-%d %H:%M} to {each.ends:%Y-%m-%d %H:%M} UTC  {each.person} ({each.role.value})"
        for each in shifts
    ] or ["no shift is set: the first who holds a role is called"]
    parts = {
        stage.name.lower(): {role.value: part.value for role, part in who.items()}
        for stage, who in PARTS.items()
    }
    result = {
        "at": now.isoformat(),
        "called": called,
        "shifts": [as_json(each) for each in shifts],
        "parts": parts,
    }
    return Outcome("\n".join(lines), result)


def as_json(each: Shift) -> dict[str, str]:
    """One shift."""
    return {
        "shift": each.id, "role": each.role.value, "person": each.person,
        "begins": each.begins.isoformat(), "ends": each.ends.isoformat(),
    }  # fmt: skip
