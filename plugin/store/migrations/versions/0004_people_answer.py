"""Administrators and their decisions, replies, judgements, outcomes, jobs, calibrations, keys of reports, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_MOMENT = sa.DateTime(timezone=True)
_NEW_TABLES = (
    "reply_files",
    "replies",
    "judgements",
    "jobs",
    "api_tokens",
    "calibrations",
    "administrator_sessions",
    "administrator_links",
    "recovery_codes",
    "known_browsers",
    "worker_beats",
    "leases",
    "report_keys",
    "institution_settings",
    "audit_entries",
    "administrators",
)
_NEW_COLUMNS = {
    "assignments": ("shown_since", "reply_days", "ai_level", "instructions", "blind_first", "anonymous", "names_shown"),
    "announcements": ("leased",),
    "asset_reports": ("leased",),
    "assets": ("leased", "leased_by"),
    "deployments": ("launched",),
    "eula_answers": ("leased",),
    "grade_returns": ("leased", "leased_by", "decided"),
    "registrations": ("check_asked", "checked", "check_found"),
    "runs": ("claimed_by", "put_off"),
    "scores": ("distribution",),
    "submissions": ("outcome", "outcome_by", "outcome_at"),
    "tool_keys": ("signs_from",),
    "visits": ("locale",),
}


# Asked for by whatever drops files, by the queue page, and at each launch.
_NEW_INDEXES = (("runs", "text_sha256"), ("runs", "finished"), ("visits", "browser_hash"))


def upgrade() -> None:
    _tables()
    _columns()
    for name, column in _NEW_INDEXES:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
    # Whoever may see a report already may reply from now on for as long as anybody else.
    op.execute("UPDATE grade_returns SET decided = coalesce(lti_timestamp, updated)")
    op.execute("UPDATE assignments SET shown_since = CURRENT_TIMESTAMP WHERE student_sees <> 'never'")


def _tables() -> None:
    op.create_table(
        "administrators",
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("oidc_issuer", sa.String(length=512), nullable=True),
        sa.Column("oidc_sub", sa.String(length=255), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", _MOMENT, nullable=True),
        sa.Column("disabled", _MOMENT, nullable=True),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("by_rule", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_administrators")),
        sa.UniqueConstraint("name", name=op.f("uq_administrators_name")),
        sa.UniqueConstraint("oidc_issuer", "oidc_sub", name="uq_administrators_oidc"),
    )
    op.create_table(
        "audit_entries",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entries")),
    )
    with op.batch_alter_table("audit_entries") as table:
        table.create_index(op.f("ix_audit_entries_action"), ["action"])
        table.create_index(op.f("ix_audit_entries_at"), ["at"])
        table.create_index(op.f("ix_audit_entries_course_id"), ["course_id"])
        table.create_index(op.f("ix_audit_entries_subject_id"), ["subject_id"])

    op.create_table(
        "institution_settings",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("updated", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_institution_settings")),
    )
    op.create_table(
        "report_keys",
        sa.Column("kid", sa.String(length=64), nullable=False),
        sa.Column("private_pem", sa.LargeBinary(), nullable=False),
        sa.Column("public_pem", sa.Text(), nullable=False),
        sa.Column("retired", _MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_keys")),
        sa.UniqueConstraint("kid", name=op.f("uq_report_keys_kid")),
    )
    op.create_table(
        "worker_beats",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("queue", sa.String(length=32), nullable=False),
        sa.Column("started", _MOMENT, nullable=False),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_beats")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "administrator_sessions",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("administrator_id", sa.Uuid(), nullable=False),
        sa.Column("expires", _MOMENT, nullable=False),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["administrator_id"],
            ["administrators.id"],
            name=op.f("fk_administrator_sessions_administrator_id_administrators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_administrator_sessions")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_administrator_sessions_secret_hash")),
    )
    with op.batch_alter_table("administrator_sessions") as table:
        table.create_index(op.f("ix_administrator_sessions_administrator_id"), ["administrator_id"])
        table.create_index(op.f("ix_administrator_sessions_expires"), ["expires"])

    _ways_in()
    op.create_table(
        "calibrations",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("upload_sha256", sa.String(length=64), nullable=True),
        sa.Column("keep_texts", sa.Boolean(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by"], ["administrators.id"], name=op.f("fk_calibrations_made_by_administrators"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibrations")),
        sa.UniqueConstraint("name", name=op.f("uq_calibrations_name")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("deployment_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("expires", _MOMENT, nullable=True),
        sa.Column("used", _MOMENT, nullable=True),
        sa.Column("revoked", _MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"],
            ["deployments.id"],
            name=op.f("fk_api_tokens_deployment_id_deployments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["administrators.id"], name=op.f("fk_api_tokens_made_by_administrators"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_table(
        "jobs",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("problem", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed", _MOMENT, nullable=True),
        sa.Column("claimed_by", sa.String(length=255), nullable=True),
        sa.Column("finished", _MOMENT, nullable=True),
        sa.Column("rung", _MOMENT, nullable=True),
        sa.Column("calibration_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["calibration_id"],
            ["calibrations.id"],
            name=op.f("fk_jobs_calibration_id_calibrations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["administrators.id"], name=op.f("fk_jobs_made_by_administrators"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs") as table:
        table.create_index(op.f("ix_jobs_state"), ["state"])

    op.create_table(
        "judgements",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("leans", sa.String(length=16), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_judgements_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_judgements_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgements")),
        sa.UniqueConstraint("submission_id", "person_id", name=op.f("uq_judgements_submission_id")),
    )
    with op.batch_alter_table("judgements") as table:
        table.create_index(op.f("ix_judgements_person_id"), ["person_id"])

    op.create_table(
        "replies",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_replies_submission_id_submissions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
    )
    with op.batch_alter_table("replies") as table:
        table.create_index(op.f("ix_replies_submission_id"), ["submission_id"])

    op.create_table(
        "reply_files",
        sa.Column("reply_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=128), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["replies.id"], name=op.f("fk_reply_files_reply_id_replies"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_files")),
        sa.UniqueConstraint("reply_id", "position", name=op.f("uq_reply_files_reply_id")),
    )
    with op.batch_alter_table("reply_files") as table:
        table.create_index(op.f("ix_reply_files_sha256"), ["sha256"])


def _ways_in() -> None:
    """Beside the sessions of administrators: links, recovery codes, browsers that are known."""
    op.create_table(
        "administrator_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("remark", sa.String(length=128), nullable=False),
        sa.Column("expires", _MOMENT, nullable=False),
        sa.Column("used", _MOMENT, nullable=True),
        sa.Column("administrator_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_administrator_links")),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("token_hash", name=op.f("uq_administrator_links_token_hash")),
        _of_administrator("administrator_links"),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["administrators.id"],
            name=op.f("fk_administrator_links_made_by_administrators"),
            ondelete="SET NULL",
        ),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("administrator_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used", _MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        _of_administrator("recovery_codes"),
    )
    op.create_table(
        "known_browsers",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("administrator_id", sa.Uuid(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_browsers")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_known_browsers_secret_hash")),
        _of_administrator("known_browsers"),
    )
    for name, columns in (
        ("recovery_codes", ("administrator_id", "code_hash")),
        ("known_browsers", ("administrator_id",)),
    ):
        for column in columns:
            op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _of_administrator(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["administrator_id"], ["administrators.id"], name=op.f(f"fk_{name}_administrator_id_administrators"),
        ondelete="CASCADE",
    )  # fmt: skip


def _columns() -> None:
    with op.batch_alter_table("assignments") as table:
        table.add_column(sa.Column("shown_since", _MOMENT, nullable=True))
        table.add_column(sa.Column("reply_days", sa.Integer(), nullable=False, server_default="14"))
        table.add_column(sa.Column("ai_level", sa.String(length=16), nullable=False, server_default="unstated"))
        table.add_column(sa.Column("instructions", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("blind_first", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("anonymous", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("names_shown", _MOMENT, nullable=True))

    with op.batch_alter_table("deployments") as table:
        table.add_column(sa.Column("launched", _MOMENT, nullable=True))

    with op.batch_alter_table("registrations") as table:
        table.add_column(sa.Column("check_asked", _MOMENT, nullable=True))
        table.add_column(sa.Column("checked", _MOMENT, nullable=True))
        table.add_column(sa.Column("check_found", sa.JSON(), nullable=False, server_default="{}"))

    with op.batch_alter_table("tool_keys") as table:
        table.add_column(sa.Column("signs_from", _MOMENT, nullable=True))

    for waits in ("announcements", "asset_reports", "assets", "eula_answers", "grade_returns"):
        with op.batch_alter_table(waits) as table:
            table.add_column(sa.Column("leased", _MOMENT, nullable=True))
            if waits in ("assets", "grade_returns"):
                table.add_column(sa.Column("leased_by", sa.String(length=255), nullable=True))

    with op.batch_alter_table("grade_returns") as table:
        table.add_column(sa.Column("decided", _MOMENT, nullable=True))

    with op.batch_alter_table("runs") as table:
        table.add_column(sa.Column("claimed_by", sa.String(length=255), nullable=True))
        table.add_column(sa.Column("put_off", sa.Integer(), nullable=False, server_default="0"))

    with op.batch_alter_table("scores") as table:
        table.add_column(sa.Column("distribution", sa.JSON(), nullable=False, server_default="{}"))

    with op.batch_alter_table("submissions") as table:
        table.add_column(sa.Column("outcome", sa.String(length=16), nullable=False, server_default=""))
        table.add_column(sa.Column("outcome_by", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("outcome_at", _MOMENT, nullable=True))
        table.create_foreign_key(
            op.f("fk_submissions_outcome_by_people"), "people", ["outcome_by"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("visits") as table:
        table.add_column(sa.Column("locale", sa.String(length=16), nullable=False, server_default=""))


def downgrade() -> None:
    for name, column in _NEW_INDEXES:
        op.drop_index(op.f(f"ix_{name}_{column}"), name)
    for name, columns in _NEW_COLUMNS.items():
        with op.batch_alter_table(name) as table:
            if name == "submissions":
                table.drop_constraint(op.f("fk_submissions_outcome_by_people"), type_="foreignkey")
            for column in columns:
                table.drop_column(column)
    for name in _NEW_TABLES:
        op.drop_table(name)
