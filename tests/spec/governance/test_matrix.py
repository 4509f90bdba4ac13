"""Every pair of role and act against a table that was written by hand, not against the code's own."""

import pytest

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.matrix import ROLES_OF
from clerestory.governance.approval.people import Officer, Standing
from clerestory.governance.approval.permissions import can, check_can, check_may, may
from clerestory.vocabulary.roles import Role
from tests.office import NOON, VERSION, qualified

#                       analyst  checker  officer  publisher  lead  executive  auditor  keeper
TABLE = """
found                    -        -        -        -          -     -          -        -
appoint                  -        -        -        -          -     x          -        -
leave                    -        -        -        -          -     x          -        -
train                    x        x        x        x          x     x          x        x
vouch                    -        -        x        -          x     x          x        -
waive                    -        -        x        -          x     x          -        -
ask for source           x        -        -        -          -     -          -        -
decide on source         -        -        x        -          -     -          -        -
build                    x        -        -        -          -     -          -        -
propose                  x        -        -        -          -     -          -        -
review                   -        x        -        -          -     -          -        -
comment                  x        x        x        x          -     -          -        -
acknowledge lesson       -        x        x        x          -     -          -        -
approve                  -        x        -        -          -     -          -        -
retract                  x        -        -        -          -     -          -        -
reject                   -        -        x        -          -     -          -        -
expedite                 -        -        x        -          -     -          -        -
sign                     -        -        x        x          -     -          -        -
publish                  -        -        -        x          -     -          -        -
withdraw                 -        -        x        x          x     -          -        -
take down                -        -        x        x          x     -          -        -
restore                  -        -        x        x          x     -          -        -
open claim               x        x        x        x          x     x          x        x
close claim              -        -        x        -          x     -          -        -
add lesson               -        -        x        -          x     -          x        -
read                     x        x        x        x          x     x          x        -
read log                 x        x        x        x          x     x          x        -
export log               -        -        -        -          -     x          x        -
rotate logs              -        -        -        -          -     -          x        -
release hold             -        -        x        -          -     -          -        -
receive message          x        x        x        x          x     x          x        x
triage claim             -        -        x        -          x     -          -        -
assign investigator      -        -        x        -          x     x          -        -
examine claim            x        x        x        x          x     x          x        -
dismiss claim            -        -        x        -          x     -          -        -
open outage              x        x        x        x          x     x          x        x
close outage             x        x        x        x          x     x          x        -
change service           x        x        x        x          x     x          x        -
acknowledge page         x        x        x        x          x     x          x        -
assure                   x        x        x        x          x     x          x        x
tell                     x        x        x        x          x     x          x        x
record event             -        -        x        -          x     -          x        -
record finding           -        -        x        -          x     -          x        -
track recommendation     -        -        x        -          x     x          x        -
set duty                 -        -        x        -          x     x          -        -
"""
ROLES = (
    Role.ANALYST, Role.OUTPUT_CHECKER, Role.PRIVACY_OFFICER, Role.PUBLISHER, Role.INCIDENT_LEAD,
    Role.EXECUTIVE, Role.LOG_AUDITOR, Role.ROOT_KEEPER,
)  # fmt: skip
# Stopping, asking, reading and learning never wait for a training.
UNQUALIFIED = {
    "appoint", "leave", "vouch", "train", "waive", "ask for source", "comment", "acknowledge lesson", "retract", "reject",
    "withdraw", "take down", "open claim", "add lesson", "read", "read log", "export log", "rotate logs",
    "receive message", "triage claim", "assign investigator", "examine claim", "open outage", "close outage",
    "change service", "acknowledge page", "assure", "tell", "record event", "record finding", "track recommendation", "set duty",
}  # fmt: skip


def pairs():
    for line in TABLE.strip().splitlines():
        name, marks = line[:24].strip(), line[24:].split()
        for role, mark in zip(ROLES, marks, strict=True):
            yield Act(name), role, mark == "x"


def standing(role, *, trained):
    officer = Officer("x", "X", frozenset({role}))
    return Standing(officer, [qualified("x", role, NOON)] if trained else [], [], VERSION, NOON)


def test_the_table_has_every_act_and_every_role():
    assert {act for act, _, _ in pairs()} == set(Act) == ROLES_OF.keys()
    assert set(ROLES) == set(Role)


@pytest.mark.parametrize(("act", "role", "allowed"), [*pairs()], ids=str)
def test_each_pair(act, role, allowed):
    trained, untrained = standing(role, trained=True), standing(role, trained=False)
    assert can(trained, act) is allowed
    assert may(trained.officer, act) is allowed
    assert can(untrained, act) is (allowed and act.value in UNQUALIFIED)
    if not allowed:
        with pytest.raises(Refused, match=r"X \(.*\) may not do this"):
            check_may(trained.officer, act)


def test_who_has_left_may_do_nothing():
    gone = Officer("x", "X", frozenset(Role), active=False)
    assert not [act for act in Act if may(gone, act)]


def test_the_role_that_was_named_is_the_one_that_counts():
    both = Standing(
        Officer("x", "X", frozenset({Role.PRIVACY_OFFICER, Role.PUBLISHER})),
        [qualified("x", Role.PUBLISHER, NOON)], [], VERSION, NOON,
    )  # fmt: skip
    assert check_can(both, Act.SIGN)[0] is Role.PUBLISHER
