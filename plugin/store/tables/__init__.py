"""All tables, so that one import fills the metadata."""

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
    "Announcement",
    "Asset",
    "AssetReport",
    "Assignment",
    "Base",
    "Course",
    "Deployment",
    "Document",
    "EulaAnswer",
    "Evidence",
    "GradeReturn",
    "Group",
    "GroupMember",
    "Invitation",
    "LoginState",
    "Membership",
    "Notice",
    "Person",
    "Registration",
    "Run",
    "RunCaveat",
    "Score",
    "Submission",
    "ToolKey",
    "Visit",
    "WatermarkKey",
]
