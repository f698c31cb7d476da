"""Walks keep their template"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "templates",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "sha256", name=op.f("pk_templates")),
    )
    # Walks from before have kept nothing: the next start keeps what their file says then (storage/templates.py).
    op.add_column("walks", sa.Column("template_sha256", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("walks", schema=None) as batch_op:
        batch_op.drop_column("template_sha256")
    op.drop_table("templates")
