"""Passwords: argon2id, long, not one that is guessed first.

- At least 15 characters, at most 128, anything that can be typed; nothing is cut off or changed.
- Not among the passwords that everybody tries, nor made of the person's name or this office's words.
- No rule of composition and no expiry: both make passwords worse (NIST SP 800-63B, 3.1.1.2).
"""

import re
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from clerestory.errors import Refused

SHORTEST, LONGEST = 15, 128
OWN_WORDS = ("clerestory", "workbench", "password", "california", "firearms")
DIFFERENT = 6  # characters that must differ from one another

_REPEATED = re.compile(r"(.{1,10})\1+")

# 64 MiB, 3 passes, one lane: about 0.1 s a guess (OWASP asks for 19 MiB and 2 passes, or more)
_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)


def hashed(password: str) -> str:
    """What is stored."""
    return _HASHER.hash(password)


def fits(password: str, stored: str | None) -> bool:
    """Whether it is the password; where there is none, the same work is done, and the answer is no."""
    try:
        _HASHER.verify(stored or _nobody(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def check(password: str, *names: str) -> None:
    """``Refused``, with the reason, unless it may become somebody's password."""
    if len(password) < SHORTEST:
        raise Refused(f"a password has at least {SHORTEST} characters; four random words make a good one")
    if len(password) > LONGEST:
        raise Refused(f"a password has at most {LONGEST} characters")
    bare = _bare(password)
    if bare in common() or len(set(bare)) < DIFFERENT or _REPEATED.fullmatch(bare):
        raise Refused("this password is among the first that are guessed; choose another")
    left = bare
    for own in (*OWN_WORDS, *(part for name in names for part in _bare(name, " ").split())):
        left = left.replace(own, "")
    if len(left) < SHORTEST // 2:
        raise Refused("this password is made of your name or this office's words; choose another")


@cache
def common() -> frozenset[str]:
    """The common passwords that are long enough to be chosen here."""
    text = (files("clerestory.governance.workbench.auth") / "common_passwords.txt").read_text()
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _nobody() -> str:
    return hashed("there is no such person")


def _bare(text: str, keep: str = "") -> str:
    return re.sub(rf"[^\w{keep}]|_", "", text.lower())
