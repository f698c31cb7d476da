"""Rounds keep what they ask"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "barometers",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "sha256", name=op.f("pk_barometers")),
    )
    op.add_column("releases", sa.Column("before", sa.Text(), nullable=True))
    # Rounds from before have kept nothing: they ask what their file says (storage/rounds.py).
    op.add_column("rounds", sa.Column("barometer_sha256", sa.Text(), nullable=False, server_default=""))
    op.add_column("rounds", sa.Column("measured_elsewhere", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_column("measured_elsewhere")
        batch_op.drop_column("barometer_sha256")
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.drop_column("before")
    op.drop_table("barometers")
