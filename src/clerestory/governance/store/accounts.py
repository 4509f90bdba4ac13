"""The tables of accounts: how people prove who they are. Secrets lie here hashed or sealed, never plain.

``accounts``, ``passkeys`` and ``invitations`` are covered by the audit log like every other row of the
store: a password that somebody put there beside the log is found out. ``sessions`` and ``challenges``
are not: they decide nothing, change with every request and are gone within hours.
Times are whole seconds since 1970 in UTC.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from clerestory.governance.store.tables import METADATA, PERSON

__all__ = ["ACCOUNT", "CHALLENGE", "INVITATION", "METADATA", "NOT_COVERED", "PASSKEY", "SESSION"]

ACCOUNT = Table(
    "accounts",
    METADATA,
    Column("person", Text, ForeignKey(PERSON), primary_key=True, autoincrement=False),
    Column("password", Text),  # argon2id
    Column("code_secret", Text),  # the authenticator app's secret, sealed
    Column("code_last", BigInteger, nullable=False),  # the last time step that was used
    Column("subject", Text, unique=True),  # who this is for the identity provider: issuer and subject
    Column("failures", Integer, nullable=False),
    Column("locked_until", BigInteger, nullable=False),
    Column("made_at", BigInteger, nullable=False),
)
PASSKEY = Table(
    "passkeys",
    METADATA,
    Column("id", Text, primary_key=True),  # base64url of the credential's id
    Column("person", Text, ForeignKey("accounts.person"), nullable=False, index=True),
    Column("public_key", Text, nullable=False),  # base64url
    Column("uses", BigInteger, nullable=False),  # the device's own counter; a fall means a copy
    Column("label", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)
INVITATION = Table(
    "invitations",
    METADATA,
    Column("id", Text, primary_key=True),  # SHA-256 of the word in the address
    Column("person", Text, ForeignKey(PERSON), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)
SESSION = Table(
    "sessions",
    METADATA,
    Column("id", Text, primary_key=True),  # SHA-256 of the cookie: the cookie itself is never kept
    Column("person", Text, ForeignKey(PERSON), nullable=False, index=True),
    Column("agent", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("fresh_at", BigInteger, nullable=False),  # when the person last proved who they are
)
CHALLENGE = Table(  # waits for its answer: a passkey's, the identity provider's, an app's first code
    "challenges",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("content", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)
NOT_COVERED = frozenset({SESSION.name, CHALLENGE.name})
