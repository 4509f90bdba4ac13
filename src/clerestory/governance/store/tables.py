"""The tables of the store. Times are ISO text in UTC, digests hexadecimal text, lists and claims JSON text.

Every table but those of the log itself is covered by it: each row's digest stands in the entry of the
act that wrote it last. ``migrations/`` brings a database to these tables; a test compares the two.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)
REQUEST = "requests.id"
PERSON = "people.id"


def _key(name: str, kind: type[Text] | type[Integer] = Text, of: str = "") -> "Column[object]":
    """A part of the primary key."""
    reference = (ForeignKey(of),) if of else ()
    return Column(name, kind, *reference, primary_key=True, autoincrement=False)


def _text(name: str, of: str = "") -> "Column[object]":
    reference = (ForeignKey(of),) if of else ()
    return Column(name, Text, *reference, nullable=False)


def _maybe(name: str, of: str = "") -> "Column[object]":
    reference = (ForeignKey(of),) if of else ()
    return Column(name, Text, *reference, nullable=True)


def _number(name: str) -> "Column[object]":
    return Column(name, Integer, nullable=False)


def _whether(name: str) -> "Column[object]":
    return Column(name, Boolean, nullable=False)


people = Table("people", METADATA, _key("id"), _text("name"), _whether("active"), _text("since"))
roles = Table("roles", METADATA, _key("person", of=PERSON), _key("role"))
qualifications = Table(
    "qualifications", METADATA,
    _key("person", of=PERSON), _key("role"), _key("tool_version"),
    _number("score"), _text("training"), _text("passed_at"), _text("expires_at"),
)  # fmt: skip
waivers = Table(
    "waivers", METADATA,
    _key("id", Integer), _text("person", PERSON), _text("role"), _text("reason"),
    _text("first", PERSON), _maybe("second", PERSON), _text("until"),
)  # fmt: skip
purposes = Table(
    "purposes", METADATA,
    _key("collection"), _key("column_name"), _key("number", Integer),
    _text("class"), _text("purpose"), _text("asked_by", PERSON), _text("asked_at"),
    _text("state"), _maybe("decided_by", PERSON), _maybe("decided_at"), _maybe("why"),
)  # fmt: skip
requests = Table(
    "requests", METADATA,
    _key("id"), _text("release"), _text("author", PERSON), _text("state"), _number("turn"), _text("kind"),
    _text("asked_by"), _text("since"), _text("expedite"), _maybe("expedited_by", PERSON),
    _maybe("proposed_at"), _maybe("decided_at"), _maybe("published_at"),
)  # fmt: skip
builds = Table(
    "builds", METADATA,
    _key("request", of=REQUEST), _key("turn", Integer), _text("by", PERSON), _text("at"),
    _text("bundle"), _text("evidence"), _text("configuration"), _text("tables"), _text("columns"), _text("attachments"),
)  # fmt: skip
votes = Table(
    "votes", METADATA,
    _key("request", of=REQUEST), _key("turn", Integer), _key("checker", of=PERSON), _key("table_id"),
    _text("choice"), _text("reason"), _text("at"),
)  # fmt: skip
approvals = Table(
    "approvals", METADATA,
    _key("request", of=REQUEST), _key("turn", Integer), _key("person", of=PERSON), _key("kind"),
    _text("role"), _text("claim"), _text("at"),
)  # fmt: skip
comments = Table(
    "comments", METADATA,
    _key("request", of=REQUEST), _key("number", Integer), _number("turn"), _text("by", PERSON),
    _text("role"), _text("table_id"), _text("text"), _text("at"),
)  # fmt: skip
signatures = Table(
    "signatures", METADATA,
    _key("request", of=REQUEST), _key("turn", Integer), _key("role"), _text("person", PERSON), _text("at"),
)  # fmt: skip
claims = Table(
    "claims", METADATA,
    _key("id"), _text("release"), _text("collections"), _text("at"), _text("severity"), _text("told"),
    _text("content"), _text("opened_by", PERSON), _text("opened_at"),
    _maybe("closed_by", PERSON), _maybe("closed_at"), _maybe("why"),
)  # fmt: skip
overlaps = Table(
    "overlaps", METADATA,
    _key("claim", of="claims.id"), _key("request", of=REQUEST), _key("turn", Integer), _number("per_mille"),
)  # fmt: skip
takedowns = Table(
    "takedowns", METADATA,
    _key("notice"), _text("target"), _text("collections"), _text("by"), _text("at"), _text("reason"),
)  # fmt: skip
restores = Table(
    "restores", METADATA,
    _key("request", of=REQUEST), _key("turn", Integer), _key("person", of=PERSON),
    _text("role"), _text("claim"), _text("at"),
)  # fmt: skip
lessons = Table(
    "lessons", METADATA,
    _key("id"), _text("title"), _text("told"), _text("columns"), _text("added_by"), _text("at"),
)  # fmt: skip
acknowledgements = Table(
    "acknowledgements", METADATA,
    _key("lesson", of="lessons.id"), _key("request", of=REQUEST), _key("turn", Integer),
    _key("person", of=PERSON), _text("at"),
)  # fmt: skip
pending = Table(
    "pending", METADATA,
    _key("id", Integer), _text("act"), _text("request", REQUEST), _number("turn"), _text("by", PERSON),
    _text("role"), _text("expected"), _text("at"),
)  # fmt: skip

log_entries = Table(
    "log_entries", METADATA, _key("sequence", Integer), _text("line"),
    *(Column(name, Text) for name in ("act", "by", "role", "at", "about", "request")),  # what the line says: said.py
    *(Index(None, name, "sequence") for name in ("act", "by", "about")),
)  # fmt: skip
log_head = Table(
    "log_head", METADATA,
    _key("id", Integer), _text("origin"), _number("size"), _text("frontier"), _text("last_at"), _text("note"),
)  # fmt: skip

OF_THE_LOG = frozenset({"log_entries", "log_head"})
