"""Local accounts: a password and a code of an authenticator app, both every time; and the lock after wrong ones.

- There is no account without an invitation, and no password that anybody else ever knew.
- Five wrong attempts in a row lock the password for 15 minutes, five more for twice that, a day at most.
  Passkeys and the identity provider stay open, so that nobody can lock somebody else out altogether.
- Whether a person exists is never told: every failure costs the same work and says the same.
"""

from dataclasses import dataclass
from enum import Enum

from sqlalchemy import select

from clerestory.errors import Refused
from clerestory.governance.store.accounts import ACCOUNT, PASSKEY
from clerestory.governance.store.acting import Acting, Reading
from clerestory.governance.workbench.auth import codes, passwords
from clerestory.governance.workbench.auth.secret import Seal

TRIES = 5
LOCK = 15 * 60
LONGEST_LOCK = 24 * 60 * 60


class Answer(Enum):
    """What an attempt to sign in came to."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, repr=False)
class Account:
    """How one person can prove who they are."""

    person: str
    password: str | None
    code_secret: str | None
    code_last: int
    subject: str | None
    failures: int
    locked_until: int
    made_at: int

    def __repr__(self) -> str:
        return f"Account({self.person})"


@dataclass(frozen=True)
class Attempt:
    """One attempt, judged; ``step`` is the time step of its code."""

    answer: Answer
    account: Account | None = None
    step: int = 0


def find(look: Reading, person: str) -> Account | None:
    """The account of that person."""
    row = look.one(select(ACCOUNT).where(ACCOUNT.c.person == person))
    return Account(**row) if row else None


def of_subject(look: Reading, subject: str) -> str | None:
    """Whom the identity provider means."""
    found: str | None = look.value(select(ACCOUNT.c.person).where(ACCOUNT.c.subject == subject))
    return found


def enrolled(look: Reading) -> frozenset[str]:
    """Everybody who has an account."""
    return frozenset(row["person"] for row in look.rows(select(ACCOUNT.c.person)))


def judge(look: Reading, person: str, password: str, code: str, seal: Seal, now: int) -> Attempt:
    """Whether password and code are right; nothing is written, and every wrong one costs the same work."""
    account = find(look, person)
    is_password = passwords.fits(password, account.password if account else None)
    if account is None:
        return Attempt(Answer.WRONG)
    if account.locked_until > now:
        return Attempt(Answer.LOCKED, account)
    step = _step(account, code, seal, now)
    if not is_password or step is None:
        return Attempt(Answer.WRONG, account)
    return Attempt(Answer.RIGHT, account, step)


def use(acting: Acting, attempt: Attempt) -> None:
    """Count a right attempt: its code is used up; ``Refused`` if somebody used it at the same moment."""
    account = find(acting, attempt.account.person) if attempt.account else None
    if account is None or account.code_last >= attempt.step:
        raise Refused("this code was used already; wait for the next one")
    acting.update(ACCOUNT, {"person": account.person}, code_last=attempt.step, failures=0, locked_until=0)


def count_failure(acting: Acting, person: str, now: int) -> bool:
    """Count a wrong attempt; whether the password is locked now."""
    account = find(acting, person)
    if account is None or account.locked_until > now:
        return False
    failures = account.failures + 1
    locked = lock_seconds(failures)
    acting.update(ACCOUNT, {"person": person}, failures=failures, locked_until=now + locked if locked else 0)
    return bool(locked)


def lock_seconds(failures: int) -> int:
    """For how long so many failures in a row lock a password: nothing but at every fifth."""
    if failures == 0 or failures % TRIES:
        return 0
    return int(min(LOCK * 2 ** min(failures // TRIES - 1, 16), LONGEST_LOCK))


def open_anew(acting: Acting, person: str, now: int) -> None:
    """An empty account; whatever the person could sign in with before is void."""
    _forget_passkeys(acting, person)
    blank = {"password": None, "code_secret": None, "code_last": 0, "subject": None}
    if find(acting, person) is None:
        acting.insert(ACCOUNT, person=person, made_at=now, failures=0, locked_until=0, **blank)
    else:
        acting.update(ACCOUNT, {"person": person}, failures=0, locked_until=0, **blank)


def set_password(acting: Acting, person: str, password_hash: str, sealed: str, step: int) -> None:
    """A password and the secret of an app whose first code was shown."""
    acting.update(ACCOUNT, {"person": person}, password=password_hash, code_secret=sealed, code_last=step)


def change_password(acting: Acting, person: str, password_hash: str) -> None:
    """Another password for an account that has one."""
    acting.update(ACCOUNT, {"person": person}, password=password_hash)


def set_subject(acting: Acting, person: str, subject: str) -> None:
    """The identity provider vouches for this person under that subject."""
    if of_subject(acting, subject) not in (None, person):
        raise Refused("this account of your office belongs to somebody else here; use your own")
    acting.update(ACCOUNT, {"person": person}, subject=subject)


def _forget_passkeys(acting: Acting, person: str) -> None:
    for row in acting.rows(select(PASSKEY.c.id).where(PASSKEY.c.person == person)):
        acting.delete(PASSKEY, {"id": row["id"]})


def _step(account: Account, code: str, seal: Seal, now: int) -> int | None:
    if account.code_secret is None:
        return None
    secret = seal.open(bytes.fromhex(account.code_secret), account.person).decode()
    return codes.step(secret, code, account.code_last, now)
