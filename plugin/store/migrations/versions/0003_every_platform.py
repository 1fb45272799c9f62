"""Invitations, logins that begin again, course copies, groups, asset processors; a run belongs to one document."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_MOMENT = sa.DateTime(timezone=True)
_NEW_TABLES = (
    "announcements", "asset_reports", "assets", "group_members", "groups", "eula_answers", "notices", "invitations",
)  # fmt: skip

_NEW_COLUMNS = {
    "courses": ("roster_lease", "lti_groups_url", "lti_group_sets_url", "copied_from"),
    "grade_returns": (
        "forced", "posted", "posted_comment", "stood_before", "there_mark", "there_maximum", "there_by",
    ),
    "login_states": ("ticket_hash", "storage_target", "parameters"),
    "memberships": ("lti_status", "sections"),
    "people": ("lti_platform_user_id",),
    "deployments": (
        "lti_notices_url", "lti_notice_types", "notices_subscribed", "lti_eula_url", "lti_eula_scopes", "eula_required",
    ),
    "registrations": ("name", "platform_family", "approve_first"),
}  # fmt: skip


def upgrade() -> None:
    _platforms()
    _processors()
    _groups()
    _assignments()
    _runs()
    _grades()
    with op.batch_alter_table("visits") as visits:
        visits.add_column(sa.Column("purpose", sa.String(16), nullable=False, server_default="assignment"))
        visits.add_column(sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))
        visits.alter_column("assignment_id", existing_type=sa.Uuid(), nullable=True)


def _own() -> tuple[sa.Column[object], sa.Column[object]]:
    return sa.Column("id", sa.Uuid(), nullable=False), sa.Column("created", _MOMENT, nullable=False)


def _key(name: str, table: str, ondelete: str = "CASCADE", own: str = "") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_{own}_{name}_{table}"), ondelete=ondelete)


def _platforms() -> None:
    with op.batch_alter_table("registrations") as registrations:
        registrations.add_column(sa.Column("name", sa.String(255), nullable=False, server_default=""))
        registrations.add_column(sa.Column("platform_family", sa.String(64), nullable=False, server_default=""))
        registrations.add_column(sa.Column("approve_first", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("remark", sa.String(255), nullable=False),
        sa.Column("expires", _MOMENT, nullable=False),
        sa.Column("used", _MOMENT, nullable=True),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        *_own(),
        _key("registration_id", "registrations", "SET NULL", own="invitations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    with op.batch_alter_table("deployments") as deployments:
        deployments.add_column(sa.Column("lti_notices_url", sa.String(2048), nullable=True))
        deployments.add_column(sa.Column("lti_notice_types", sa.JSON(), nullable=False, server_default="[]"))
        deployments.add_column(sa.Column("notices_subscribed", _MOMENT, nullable=True))
        deployments.add_column(sa.Column("lti_eula_url", sa.String(2048), nullable=True))
        deployments.add_column(sa.Column("lti_eula_scopes", sa.JSON(), nullable=False, server_default="[]"))
        deployments.add_column(sa.Column("eula_required", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("login_states") as logins:
        logins.add_column(sa.Column("ticket_hash", sa.String(64), nullable=True))
        logins.add_column(sa.Column("storage_target", sa.String(255), nullable=True))
        logins.add_column(sa.Column("parameters", sa.JSON(), nullable=False, server_default="{}"))
        logins.create_unique_constraint(op.f("uq_login_states_ticket_hash"), ["ticket_hash"])


def _processors() -> None:
    op.create_table(
        "notices",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("lti_notice_id", sa.String(255), nullable=False),
        *_own(),
        _key("registration_id", "registrations", own="notices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("registration_id", "lti_notice_id", name=op.f("uq_notices_registration_id")),
    )
    op.create_table(
        "eula_answers",
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("answered", _MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", _MOMENT, nullable=True),
        *_own(),
        _key("deployment_id", "deployments", own="eula_answers"),
        _key("person_id", "people", own="eula_answers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eula_answers")),
        sa.UniqueConstraint("deployment_id", "person_id", name=op.f("uq_eula_answers_deployment_id")),
    )
    op.create_index(op.f("ix_eula_answers_state"), "eula_answers", ["state"])
    op.create_table(
        "assets",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("lti_asset_id", sa.String(255), nullable=False),
        sa.Column("lti_asset_url", sa.String(4096), nullable=False),
        sa.Column("lti_report_url", sa.String(4096), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("content_type", sa.String(255), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("error_code", sa.String(64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", _MOMENT, nullable=True),
        *_own(),
        _key("submission_id", "submissions", own="assets"),
        _key("document_id", "documents", "SET NULL", own="assets"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sa.UniqueConstraint("submission_id", "lti_asset_id", name=op.f("uq_assets_submission_id")),
    )
    for column in ("document_id", "lti_asset_id", "state"):
        op.create_index(op.f(f"ix_assets_{column}"), "assets", [column])
    op.create_table(
        "asset_reports",
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("progress", sa.String(16), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("answer_code", sa.String(64), nullable=True),
        sa.Column("answer_status", sa.Integer(), nullable=True),
        sa.Column("next_try", _MOMENT, nullable=True),
        sa.Column("lti_timestamp", _MOMENT, nullable=True),
        sa.Column("updated", _MOMENT, nullable=False),
        *_own(),
        _key("asset_id", "assets", own="asset_reports"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_reports")),
        sa.UniqueConstraint("asset_id", name=op.f("uq_asset_reports_asset_id")),
    )
    op.create_index(op.f("ix_asset_reports_state"), "asset_reports", ["state"])


def _groups() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("lti_platform_user_id", sa.String(255), nullable=False, server_default=""))
    with op.batch_alter_table("memberships") as memberships:
        memberships.add_column(sa.Column("lti_status", sa.String(16), nullable=False, server_default="Active"))
        memberships.add_column(sa.Column("sections", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "groups",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("lti_group_id", sa.String(255), nullable=False),
        sa.Column("name", sa.String(512), nullable=False),
        sa.Column("set_name", sa.String(512), nullable=False),
        *_own(),
        _key("course_id", "courses", own="groups"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("course_id", "lti_group_id", name=op.f("uq_groups_course_id")),
    )
    op.create_table(
        "group_members",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        _key("group_id", "groups", own="group_members"),
        _key("membership_id", "memberships", own="group_members"),
        sa.PrimaryKeyConstraint("group_id", "membership_id", name=op.f("pk_group_members")),
    )
    op.create_index(op.f("ix_group_members_membership_id"), "group_members", ["membership_id"])


def _assignments() -> None:
    with op.batch_alter_table("courses") as courses:
        courses.add_column(sa.Column("roster_lease", _MOMENT, nullable=True))
        courses.add_column(sa.Column("lti_groups_url", sa.String(2048), nullable=True))
        courses.add_column(sa.Column("lti_group_sets_url", sa.String(2048), nullable=True))
        courses.add_column(sa.Column("copied_from", sa.Uuid(), nullable=True))
        courses.create_foreign_key(
            op.f("fk_courses_copied_from_courses"), "courses", ["copied_from"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("assignments") as assignments:
        assignments.add_column(sa.Column("kind", sa.String(16), nullable=False, server_default="link"))
        assignments.add_column(sa.Column("lti_activity_id", sa.String(255), nullable=True))
        assignments.add_column(sa.Column("item_id", sa.Uuid(), nullable=True))
        assignments.add_column(sa.Column("copied_from", sa.Uuid(), nullable=True))
        assignments.add_column(sa.Column("opens", _MOMENT, nullable=True))
        assignments.add_column(sa.Column("due", _MOMENT, nullable=True))
        assignments.add_column(sa.Column("lineitem_changed", _MOMENT, nullable=True))
        assignments.add_column(sa.Column("lineitem_doubted", sa.Boolean(), nullable=False, server_default=sa.false()))
        assignments.add_column(sa.Column("student_sees", sa.String(16), nullable=False, server_default="never"))
        assignments.alter_column("lti_resource_link_id", existing_type=sa.String(255), nullable=True)
        assignments.create_unique_constraint("uq_assignments_activity", ["course_id", "lti_activity_id", "item_id"])
        assignments.create_foreign_key(
            op.f("fk_assignments_copied_from_assignments"), "assignments", ["copied_from"], ["id"],
            ondelete="SET NULL",
        )  # fmt: skip
    _give("assignments", "item_id", lambda _: uuid.uuid4())
    with op.batch_alter_table("assignments") as assignments:
        assignments.alter_column("item_id", existing_type=sa.Uuid(), nullable=False)
        assignments.create_index(op.f("ix_assignments_item_id"), ["item_id"])
    with op.batch_alter_table("submissions") as submissions:
        submissions.add_column(sa.Column("lti_submission_id", sa.String(255), nullable=True))
        submissions.add_column(sa.Column("released", _MOMENT, nullable=True))
        submissions.create_unique_constraint("uq_submissions_lti_submission_id", ["assignment_id", "lti_submission_id"])


def _runs() -> None:
    """Until now every submission had exactly one document, and its runs were of that one."""
    with op.batch_alter_table("runs") as runs:
        runs.add_column(sa.Column("document_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE runs SET document_id = (SELECT documents.id FROM documents "
        "WHERE documents.submission_id = runs.submission_id AND documents.position = 0)"
    )
    with op.batch_alter_table("runs") as runs:
        runs.alter_column("document_id", existing_type=sa.Uuid(), nullable=False)
        runs.drop_constraint(op.f("uq_runs_submission_id"), type_="unique")
        runs.create_index(op.f("ix_runs_submission_id"), ["submission_id"])
        runs.create_unique_constraint(op.f("uq_runs_document_id"), ["document_id", "detector_id"])
        runs.create_foreign_key(
            op.f("fk_runs_document_id_documents"), "documents", ["document_id"], ["id"], ondelete="CASCADE"
        )


def _grades() -> None:
    """A mark that was sent before is one that may stand in the gradebook because of us."""
    with op.batch_alter_table("grade_returns") as grades:
        grades.add_column(sa.Column("forced", sa.Boolean(), nullable=False, server_default=sa.false()))
        grades.add_column(sa.Column("posted", sa.JSON(), nullable=False, server_default="[]"))
        grades.add_column(sa.Column("posted_comment", sa.Text(), nullable=True))
        grades.add_column(sa.Column("stood_before", sa.JSON(), nullable=True))
        grades.add_column(sa.Column("there_mark", sa.Float(), nullable=True))
        grades.add_column(sa.Column("there_maximum", sa.Float(), nullable=True))
        grades.add_column(sa.Column("there_by", sa.Uuid(), nullable=True))
        grades.create_foreign_key(
            op.f("fk_grade_returns_there_by_people"), "people", ["there_by"], ["id"], ondelete="SET NULL"
        )
    rows = sa.table(
        "grade_returns", sa.column("id", sa.Uuid()), sa.column("mark"), sa.column("maximum"),
        sa.column("posted", sa.JSON()), sa.column("attempts"), sa.column("sent"),
    )  # fmt: skip
    tried = sa.or_(rows.c.attempts > 0, rows.c.sent.is_not(None))
    for row in op.get_bind().execute(sa.select(rows).where(tried)).all():
        posted = [[row.mark, row.maximum, row.sent is not None]]
        op.execute(rows.update().where(rows.c.id == row.id).values(posted=posted))
    op.create_table(
        "announcements",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("answer_code", sa.String(64), nullable=True),
        sa.Column("answer_status", sa.Integer(), nullable=True),
        sa.Column("next_try", _MOMENT, nullable=True),
        sa.Column("lti_timestamp", _MOMENT, nullable=True),
        sa.Column("updated", _MOMENT, nullable=False),
        *_own(),
        _key("submission_id", "submissions", own="announcements"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_announcements_submission_id")),
    )
    op.create_index(op.f("ix_announcements_state"), "announcements", ["state"])


def _give(table: str, column: str, value: object) -> None:
    """Each row that stands its own value."""
    rows = sa.table(table, sa.column("id", sa.Uuid()), sa.column(column, sa.Uuid()))
    connection = op.get_bind()
    for row in connection.execute(sa.select(rows.c.id)).all():
        connection.execute(rows.update().where(rows.c.id == row.id).values({column: value(row)}))  # type: ignore[operator]


def downgrade() -> None:
    """Assignments without a resource link (asset processors) and what came by them do not fit the older tables."""
    op.execute("DELETE FROM visits WHERE assignment_id IS NULL OR purpose <> 'assignment'")
    op.execute("DELETE FROM runs WHERE submission_id IN (SELECT submission_id FROM assets)")
    for table in _NEW_TABLES:
        op.drop_table(table)
    with op.batch_alter_table("visits") as visits:
        visits.alter_column("assignment_id", existing_type=sa.Uuid(), nullable=False)
        for name in ("purpose", "facts"):
            visits.drop_column(name)
    with op.batch_alter_table("runs") as runs:
        runs.drop_constraint(op.f("fk_runs_document_id_documents"), type_="foreignkey")
        runs.drop_constraint(op.f("uq_runs_document_id"), type_="unique")
        runs.drop_index(op.f("ix_runs_submission_id"))
        runs.create_unique_constraint(op.f("uq_runs_submission_id"), ["submission_id", "detector_id"])
        runs.drop_column("document_id")
    with op.batch_alter_table("submissions") as submissions:
        submissions.drop_constraint("uq_submissions_lti_submission_id", type_="unique")
        for name in ("lti_submission_id", "released"):
            submissions.drop_column(name)
    _take_assignments_back()
    with op.batch_alter_table("grade_returns") as grades:
        grades.drop_constraint(op.f("fk_grade_returns_there_by_people"), type_="foreignkey")
    with op.batch_alter_table("courses") as courses:
        courses.drop_constraint(op.f("fk_courses_copied_from_courses"), type_="foreignkey")
    with op.batch_alter_table("login_states") as logins:
        logins.drop_constraint(op.f("uq_login_states_ticket_hash"), type_="unique")
    for table, names in _NEW_COLUMNS.items():
        with op.batch_alter_table(table) as changed:
            for name in names:
                changed.drop_column(name)


def _take_assignments_back() -> None:
    op.execute("DELETE FROM assignments WHERE lti_resource_link_id IS NULL")
    with op.batch_alter_table("assignments") as assignments:
        assignments.drop_constraint(op.f("fk_assignments_copied_from_assignments"), type_="foreignkey")
        assignments.drop_constraint("uq_assignments_activity", type_="unique")
        assignments.drop_index(op.f("ix_assignments_item_id"))
        assignments.alter_column("lti_resource_link_id", existing_type=sa.String(255), nullable=False)
        for name in (
            "kind",
            "lti_activity_id",
            "item_id",
            "copied_from",
            "opens",
            "due",
            "student_sees",
            "lineitem_changed",
            "lineitem_doubted",
        ):
            assignments.drop_column(name)
