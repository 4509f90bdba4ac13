"""The first tables: people, requests, votes, claims and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "lessons",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
    )
    op.create_table(
        "log_entries",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_log_entries")),
    )
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("frontier", sa.Text(), nullable=False),
        sa.Column("last_at", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_table(
        "takedowns",
        sa.Column("notice", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("collections", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("notice", name=op.f("pk_takedowns")),
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("release", sa.Text(), nullable=False),
        sa.Column("collections", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_claims_closed_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_claims_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    op.create_table(
        "purposes",
        sa.Column("collection", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("column_name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_purposes_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_purposes_decided_by")),
        sa.PrimaryKeyConstraint("collection", "column_name", "number", name=op.f("pk_purposes")),
    )
    op.create_table(
        "qualifications",
        sa.Column("person", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("tool_version", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("passed_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_qualifications_person")),
        sa.PrimaryKeyConstraint("person", "role", "tool_version", name=op.f("pk_qualifications")),
    )
    op.create_table(
        "requests",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("release", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("expedite", sa.Text(), nullable=False),
        sa.Column("expedited_by", sa.Text(), nullable=True),
        sa.Column("proposed_at", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.Text(), nullable=True),
        sa.Column("published_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name=op.f("fk_requests_author")),
        sa.ForeignKeyConstraint(["expedited_by"], ["people.id"], name=op.f("fk_requests_expedited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    op.create_table(
        "roles",
        sa.Column("person", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_roles_person")),
        sa.PrimaryKeyConstraint("person", "role", name=op.f("pk_roles")),
    )
    op.create_table(
        "waivers",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("second", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["first"], ["people.id"], name=op.f("fk_waivers_first")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_waivers_person")),
        sa.ForeignKeyConstraint(["second"], ["people.id"], name=op.f("fk_waivers_second")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
    )
    op.create_table(
        "acknowledgements",
        sa.Column("lesson", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("request", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lesson"], ["lessons.id"], name=op.f("fk_acknowledgements_lesson")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_acknowledgements_person")),
        sa.ForeignKeyConstraint(["request"], ["requests.id"], name=op.f("fk_acknowledgements_request")),
        sa.PrimaryKeyConstraint("lesson", "request", "turn", "person", name=op.f("pk_acknowledgements")),
    )
    op.create_table(
        "approvals",
        sa.Column("request", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_approvals_person")),
        sa.ForeignKeyConstraint(["request"], ["requests.id"], name=op.f("fk_approvals_request")),
        sa.PrimaryKeyConstraint("request", "turn", "person", "kind", name=op.f("pk_approvals")),
    )
    op.create_table(
        "builds",
        sa.Column("request", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("configuration", sa.Text(), nullable=False),
        sa.Column("tables", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_builds_by")),
        sa.ForeignKeyConstraint(["request"], ["requests.id"], name=op.f("fk_builds_request")),
        sa.PrimaryKeyConstraint("request", "turn", name=op.f("pk_builds")),
    )
    op.create_table(
        "comments",
        sa.Column("request", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("table_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_comments_by")),
        sa.ForeignKeyConstraint(["request"], ["requests.id"], name=op.f("fk_comments_request")),
        sa.PrimaryKeyConstraint("request", "number", name=op.f("pk_comments")),
    )
    op.create_table(
        "overlaps",
        sa.Column("claim", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("request", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("per_mille", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claims.id"], name=op.f("fk_overlaps_claim")),
        sa.ForeignKeyConstraint(["request"], ["requests.id"], name=op.f("fk_overlaps_request")),
        sa.PrimaryKeyConstraint("claim", "request", "turn", name=op.f("pk_overlaps")),
    )
    op.create_table(
        "pending",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_pending_by")),
        sa.ForeignKeyConstraint(["request"], ["requests.id"], name=op.f("fk_pending_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending")),
    )
    op.create_table(
        "restores",
        sa.Column("request", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_restores_person")),
        sa.ForeignKeyConstraint(["request"], ["requests.id"], name=op.f("fk_restores_request")),
        sa.PrimaryKeyConstraint("request", "turn", "person", name=op.f("pk_restores")),
    )
    op.create_table(
        "signatures",
        sa.Column("request", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_signatures_person")),
        sa.ForeignKeyConstraint(["request"], ["requests.id"], name=op.f("fk_signatures_request")),
        sa.PrimaryKeyConstraint("request", "turn", "role", name=op.f("pk_signatures")),
    )
    op.create_table(
        "votes",
        sa.Column("request", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("checker", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("table_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["checker"], ["people.id"], name=op.f("fk_votes_checker")),
        sa.ForeignKeyConstraint(["request"], ["requests.id"], name=op.f("fk_votes_request")),
        sa.PrimaryKeyConstraint("request", "turn", "checker", "table_id", name=op.f("pk_votes")),
    )
