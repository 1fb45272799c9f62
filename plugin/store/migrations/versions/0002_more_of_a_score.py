"""What was left out of the judgement, odd characters, watermarks, stability; keys of watermarks to test for."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# Scores that stand get empty ones: nothing of this was measured when they were made.
_LISTS = ("left_out", "oddities", "watermarks", "neighbours")


def upgrade() -> None:
    with op.batch_alter_table("scores") as scores:
        scores.add_column(sa.Column("judged_words", sa.Integer(), nullable=False, server_default="0"))
        for name in _LISTS:
            scores.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
        scores.add_column(sa.Column("stability", sa.JSON(), nullable=False, server_default="{}"))
    op.execute("UPDATE scores SET judged_words = words")
    op.create_table(
        "watermark_keys",
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("scheme", sa.String(length=32), nullable=False),
        sa.Column("settings", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watermark_keys")),
        sa.UniqueConstraint("name", name=op.f("uq_watermark_keys_name")),
    )


def downgrade() -> None:
    op.drop_table("watermark_keys")
    with op.batch_alter_table("scores") as scores:
        for name in ("judged_words", *_LISTS, "stability"):
            scores.drop_column(name)
