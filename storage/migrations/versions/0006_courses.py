"""Courses"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "course_types",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "sha256", name=op.f("pk_course_types")),
    )
    op.create_table(
        "courses",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("type_sha256", sa.Text(), nullable=False),
        sa.Column("anchors", sa.JSON(), nullable=False),
        sa.Column("set_up_on", sa.Date(), nullable=False),
        sa.Column("walk_id", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.Column("resting", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses")),
        sa.UniqueConstraint("team_id", "origin", name=op.f("uq_courses_team_id")),
    )
    op.create_index(
        "one_course",
        "courses",
        ["team_id", "channel"],
        unique=True,
        sqlite_where=sa.text("NOT over"),
        postgresql_where=sa.text("NOT over"),
    )
    op.create_table(
        "course_drafts",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_course_drafts")),
    )
    op.create_table(
        "course_states",
        sa.Column("course_id", sa.Text(), nullable=False),
        sa.Column("milestone", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column("fixed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=True),
        sa.Column("round_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("course_id", "milestone", name=op.f("pk_course_states")),
    )
    op.create_table(
        "course_texts",
        sa.Column("course_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("course_id", "subject", name=op.f("pk_course_texts")),
    )
    op.create_table(
        "course_due",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_course_due")),
    )
    op.create_index("course_due_waiting", "course_due", ["state", "due_on"])
    op.create_index(op.f("ix_course_due_course_id"), "course_due", ["course_id"])
    op.create_table(
        "plan_actions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("theme", sa.JSON(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("snoozed", sa.Text(), nullable=True),
        sa.Column("snoozed_to", sa.Date(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_actions")),
        sa.UniqueConstraint("team_id", "origin", name=op.f("uq_plan_actions_team_id")),
    )
    op.create_index(op.f("ix_plan_actions_course_id"), "plan_actions", ["course_id"])
    op.create_index("plan_actions_of_owner", "plan_actions", ["team_id", "owner"])
    op.create_table(
        "course_rests",
        sa.Column("course_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_course_rests")),
    )
    op.create_table(
        "homes",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_homes")),
    )
    op.create_table(
        "home_marks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_marks")),
    )


def downgrade() -> None:
    op.drop_table("home_marks")
    op.drop_table("homes")
    op.drop_table("course_rests")
    op.drop_index("plan_actions_of_owner", table_name="plan_actions")
    op.drop_index(op.f("ix_plan_actions_course_id"), table_name="plan_actions")
    op.drop_table("plan_actions")
    op.drop_index(op.f("ix_course_due_course_id"), table_name="course_due")
    op.drop_index("course_due_waiting", table_name="course_due")
    op.drop_table("course_due")
    op.drop_table("course_texts")
    op.drop_table("course_states")
    op.drop_table("course_drafts")
    op.drop_index("one_course", table_name="courses")
    op.drop_table("courses")
    op.drop_table("course_types")
