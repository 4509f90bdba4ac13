"""Passkeys (WebAuthn): a key that never leaves the person's device, bound to this address, unlocked by them.

The device must verify its holder (by finger, face or number), so a passkey alone is two factors.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import select
from webauthn.helpers import options_to_json, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from clerestory.errors import Refused
from clerestory.governance.store.accounts import PASSKEY
from clerestory.governance.store.acting import Acting, Reading

WRONG = "this passkey was not accepted; try again, or sign in another way"
MOST = 10  # passkeys a person


@dataclass(frozen=True)
class Passkey:
    """One of a person's passkeys."""

    id: str
    person: str
    label: str
    made_at: int
    used_at: int | None


@dataclass(frozen=True)
class Site:
    """Where passkeys are good: the origin, and the host that they are bound to."""

    origin: str
    name: str

    @property
    def host(self) -> str:
        """The relying party's id."""
        return urlsplit(self.origin).hostname or ""


def registration(site: Site, person: str, name: str, held: tuple[Passkey, ...]) -> tuple[str, str]:
    """What the device is asked for a new passkey (JSON), and the challenge to remember."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=sha256(person.encode()).digest(),
        user_name=person,
        user_display_name=name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=_raw(each.id)) for each in held],
    )
    return options_to_json(options), _text(options.challenge)


def registered(
    acting: Acting, site: Site, person: str, label: str, given: str, challenge: str, now: int
) -> None:
    """Keep the passkey that the device made."""
    if len(of(acting, person)) >= MOST:
        raise Refused(f"there are {MOST} passkeys already; remove one first")
    try:
        made = webauthn.verify_registration_response(
            credential=given,
            expected_challenge=_raw(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        raise Refused(WRONG) from None
    acting.insert(
        PASSKEY, id=_text(made.credential_id), person=person, public_key=_text(made.credential_public_key),
        uses=made.sign_count, label=label.strip()[:80] or "Passkey", made_at=now, used_at=None,
    )  # fmt: skip


def question(site: Site) -> tuple[str, str]:
    """What a device is asked at sign-in (JSON), and the challenge to remember."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host, user_verification=UserVerificationRequirement.REQUIRED
    )
    return options_to_json(options), _text(options.challenge)


@dataclass(frozen=True)
class Answer:
    """A device answered rightly: whose it is, and its counter."""

    id: str
    person: str
    uses: int


def judge(look: Reading, site: Site, given: str, challenge: str) -> Answer:
    """Whose passkey answered; ``Refused`` if it is not known, or is a copy. Nothing is written."""
    try:
        answer = parse_authentication_credential_json(given)
        row = look.one(select(PASSKEY).where(PASSKEY.c.id == _text(answer.raw_id)))
        if row is None:
            raise Refused(WRONG)
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=_raw(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=_raw(row["public_key"]),
            credential_current_sign_count=row["uses"],
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        raise Refused(WRONG) from None
    return Answer(row["id"], row["person"], verified.new_sign_count)


def use(acting: Acting, answer: Answer, now: int) -> None:
    """Count one use."""
    acting.update(PASSKEY, {"id": answer.id}, uses=answer.uses, used_at=now)


def of(look: Reading, person: str) -> tuple[Passkey, ...]:
    """A person's passkeys, the oldest first."""
    columns = (PASSKEY.c.id, PASSKEY.c.person, PASSKEY.c.label, PASSKEY.c.made_at, PASSKEY.c.used_at)
    asked = select(*columns).where(PASSKEY.c.person == person).order_by(PASSKEY.c.made_at)
    return tuple(Passkey(**row) for row in look.rows(asked))


def remove(acting: Acting, person: str, passkey: str) -> None:
    """Forget one of the person's own passkeys."""
    if passkey not in {each.id for each in of(acting, person)}:
        raise Refused("this is not one of your passkeys")
    acting.delete(PASSKEY, {"id": passkey})


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
