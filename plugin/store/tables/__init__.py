"""All tables, so that one import fills the metadata."""

from plugin.store.tables.administration import (
    Administrator,
    AdministratorLink,
    AdministratorSession,
    ApiToken,
    AuditEntry,
    Calibration,
    InstitutionSetting,
    Job,
    KnownBrowser,
    RecoveryCode,
    ReportKey,
    WorkerBeat,
)
from plugin.store.tables.answers import Judgement, Reply, ReplyFile
from plugin.store.tables.base import Base
from plugin.store.tables.course import Assignment, Course, Group, GroupMember, Membership, Person, Visit
from plugin.store.tables.platform import (
    Deployment,
    Invitation,
    LoginState,
    Registration,
    ToolKey,
    WatermarkKey,
)
from plugin.store.tables.processor import Asset, AssetReport, EulaAnswer, Notice
from plugin.store.tables.work import Announcement, Document, Evidence, GradeReturn, Run, RunCaveat, Score, Submission

__all__ = [
    "Administrator",
    "AdministratorLink",
    "AdministratorSession",
    "Announcement",
    "ApiToken",
    "Asset",
    "AssetReport",
    "Assignment",
    "AuditEntry",
    "Base",
    "Calibration",
    "Course",
    "Deployment",
    "Document",
    "EulaAnswer",
    "Evidence",
    "GradeReturn",
    "Group",
    "GroupMember",
    "InstitutionSetting",
    "Invitation",
    "Job",
    "KnownBrowser",
    "Judgement",
    "LoginState",
    "Membership",
    "Notice",
    "Person",
    "Registration",
    "Reply",
    "ReplyFile",
    "RecoveryCode",
    "ReportKey",
    "Run",
    "RunCaveat",
    "Score",
    "Submission",
    "ToolKey",
    "Visit",
    "WatermarkKey",
    "WorkerBeat",
]
