"""Workspaces are welcomed

A workspace in which somebody has been named already knows its way: nobody there is welcomed after an upgrade.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("welcomed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE workspaces SET welcomed_at = CURRENT_TIMESTAMP WHERE team_id IN (SELECT team_id FROM named)")


def downgrade() -> None:
    op.drop_column("workspaces", "welcomed_at")
