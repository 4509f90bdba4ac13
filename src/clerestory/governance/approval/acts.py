"""Every act of governance; the value is what the audit log says and is never renamed."""

from enum import Enum


class Act(Enum):
    """Something that a person (or the machine, on its own account) does."""

    FOUND = "found"
    APPOINT = "appoint"
    LEAVE = "leave"
    TRAIN = "train"
    WAIVE = "waive"
    ASK_SOURCE = "ask for source"
    DECIDE_SOURCE = "decide on source"
    BUILD = "build"
    PROPOSE = "propose"
    REVIEW = "review"
    COMMENT = "comment"
    ACKNOWLEDGE = "acknowledge lesson"
    APPROVE = "approve"
    RETRACT = "retract"
    REJECT = "reject"
    EXPEDITE = "expedite"
    SIGN = "sign"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    TAKE_DOWN = "take down"
    RESTORE = "restore"
    OPEN_CLAIM = "open claim"
    CLOSE_CLAIM = "close claim"
    ADD_LESSON = "add lesson"
    READ = "read"
    READ_LOG = "read log"
    EXPORT_LOG = "export log"


class Machine(Enum):
    """What the machine writes into the log by itself."""

    REFUSED = "refused"
    BEGUN = "begun"
    SETTLED = "settled"
    SUPERSEDED = "superseded"
    PROBED = "probed"
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    SIGN_IN_FAILED = "sign-in failed"
    ACCOUNT = "account"
    MIGRATED = "migrated"
