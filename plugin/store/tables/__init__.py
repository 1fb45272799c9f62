"""All tables, so that one import fills the metadata."""

from plugin.store.tables.base import Base
from plugin.store.tables.course import Assignment, Course, Membership, Person, Visit
from plugin.store.tables.platform import Deployment, LoginState, Registration, ToolKey, WatermarkKey
from plugin.store.tables.work import Document, Evidence, GradeReturn, Run, RunCaveat, Score, Submission

__all__ = [
    "Assignment",
    "Base",
    "Course",
    "Deployment",
    "Document",
    "Evidence",
    "GradeReturn",
    "LoginState",
    "Membership",
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
