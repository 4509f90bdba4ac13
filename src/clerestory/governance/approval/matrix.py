"""Which role may do which act: the whole table, declared once. What is not here is refused.

``PEOPLE`` are all roles: anybody appointed here. The keepers of the root keys act at key ceremonies alone.
"""

from collections.abc import Mapping

from clerestory.governance.approval.acts import Act
from clerestory.vocabulary.roles import Role

ANALYST, CHECKER = Role.ANALYST, Role.OUTPUT_CHECKER
OFFICER, PUBLISHER = Role.PRIVACY_OFFICER, Role.PUBLISHER
LEAD, EXECUTIVE, AUDITOR = Role.INCIDENT_LEAD, Role.EXECUTIVE, Role.LOG_AUDITOR

PEOPLE = frozenset(Role)
DECIDERS = frozenset({ANALYST, CHECKER, OFFICER, PUBLISHER, LEAD, EXECUTIVE, AUDITOR})

ROLES_OF: Mapping[Act, frozenset[Role]] = {
    Act.FOUND: frozenset(),  # once, by whoever makes the store
    Act.APPOINT: frozenset({EXECUTIVE}),
    Act.LEAVE: frozenset({EXECUTIVE}),
    Act.VOUCH: frozenset({OFFICER, LEAD, EXECUTIVE, AUDITOR}),
    Act.TRAIN: PEOPLE,
    Act.WAIVE: frozenset({OFFICER, LEAD, EXECUTIVE}),
    Act.ASK_SOURCE: frozenset({ANALYST}),
    Act.DECIDE_SOURCE: frozenset({OFFICER}),
    Act.BUILD: frozenset({ANALYST}),
    Act.PROPOSE: frozenset({ANALYST}),
    Act.REVIEW: frozenset({CHECKER}),
    Act.COMMENT: frozenset({ANALYST, CHECKER, OFFICER, PUBLISHER}),
    Act.ACKNOWLEDGE: frozenset({CHECKER, OFFICER, PUBLISHER}),
    Act.APPROVE: frozenset({CHECKER}),
    Act.RETRACT: frozenset({ANALYST}),
    Act.REJECT: frozenset({OFFICER}),
    Act.EXPEDITE: frozenset({OFFICER}),
    Act.SIGN: frozenset({OFFICER, PUBLISHER}),
    Act.PUBLISH: frozenset({PUBLISHER}),
    Act.WITHDRAW: frozenset({OFFICER, PUBLISHER, LEAD}),
    Act.TAKE_DOWN: frozenset({OFFICER, PUBLISHER, LEAD}),
    Act.RESTORE: frozenset({OFFICER, PUBLISHER, LEAD}),
    Act.OPEN_CLAIM: PEOPLE,
    Act.CLOSE_CLAIM: frozenset({OFFICER, LEAD}),
    Act.ADD_LESSON: frozenset({OFFICER, LEAD, AUDITOR}),
    Act.READ: DECIDERS,
    Act.READ_LOG: DECIDERS,
    Act.EXPORT_LOG: frozenset({AUDITOR, EXECUTIVE}),
    Act.ROTATE_LOGS: frozenset({AUDITOR}),
    Act.RELEASE_HOLD: frozenset({OFFICER}),
    Act.RECEIVE: PEOPLE,
    Act.TRIAGE: frozenset({OFFICER, LEAD}),
    Act.ASSIGN: frozenset({OFFICER, LEAD, EXECUTIVE}),
    Act.EXAMINE: DECIDERS,
    Act.DISMISS: frozenset({OFFICER, LEAD}),
    Act.OPEN_OUTAGE: PEOPLE,
    Act.CLOSE_OUTAGE: DECIDERS,
    Act.CHANGE_SERVICE: DECIDERS,
    Act.ACKNOWLEDGE_PAGE: DECIDERS,
    Act.ASSURE: PEOPLE,
    Act.TELL: PEOPLE,
    Act.RECORD: frozenset({OFFICER, LEAD, AUDITOR}),
    Act.FIND: frozenset({OFFICER, LEAD, AUDITOR}),
    Act.TRACK: frozenset({OFFICER, LEAD, EXECUTIVE, AUDITOR}),
    Act.SET_DUTY: frozenset({OFFICER, LEAD, EXECUTIVE}),
}

# Acts that need a passed training of the role and of this version of the program, at that moment.
# Stopping something, asking, reading and learning never wait for a training.
QUALIFIED: frozenset[Act] = frozenset(
    {
        Act.DECIDE_SOURCE,
        Act.BUILD,
        Act.PROPOSE,
        Act.REVIEW,
        Act.APPROVE,
        Act.EXPEDITE,
        Act.SIGN,
        Act.PUBLISH,
        Act.RESTORE,
        Act.CLOSE_CLAIM,
        Act.DISMISS,
        Act.RELEASE_HOLD,
    }
)
