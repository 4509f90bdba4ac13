"""Six-digit codes of an authenticator app (TOTP, RFC 6238): each is good once, and half a minute around now."""

import pyotp
import segno

PERIOD = 30  # seconds
AROUND = 1  # steps before and after, for clocks that differ
ISSUER = "Clerestory"


def fresh_secret() -> str:
    """A new secret for somebody's app (160 bits)."""
    return pyotp.random_base32()


def address(secret: str, person: str) -> str:
    """What the app is given."""
    return pyotp.TOTP(secret).provisioning_uri(name=person, issuer_name=ISSUER)


def picture(secret: str, person: str) -> str:
    """The same as a square to scan: SVG without styles, to stand in a page."""
    return segno.make(address(secret, person), error="m").svg_inline(
        scale=5, border=2, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )


def step(secret: str, code: str, last: int, now: int) -> int | None:
    """The time step whose code this is, if it lies around now and after the ``last`` one used."""
    given = code.replace(" ", "")
    if len(given) != pyotp.TOTP(secret).digits or not given.isascii() or not given.isdecimal():
        return None
    here = now // PERIOD
    for at in range(here - AROUND, here + AROUND + 1):
        if at > last and pyotp.utils.strings_equal(pyotp.TOTP(secret).at(at * PERIOD), given):
            return at
    return None
