"""Courses, people in them, assignments, and the visit of one person to one assignment."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plugin.domain.policy import GradePolicy, Policy
from plugin.store.tables.base import Base, HasCreated, HasId
from plugin.store.tables.platform import Deployment


class Course(HasId, HasCreated, Base):
    __tablename__ = "courses"
    __table_args__ = (UniqueConstraint("deployment_id", "lti_context_id"),)

    deployment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("deployments.id", ondelete="CASCADE"))
    lti_context_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(512), default="")
    lti_memberships_url: Mapped[str | None] = mapped_column(String(2048))
    roster_read: Mapped[datetime | None]

    deployment: Mapped[Deployment] = relationship()


class Person(HasId, HasCreated, Base):
    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("registration_id", "lti_sub"),)

    registration_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    lti_sub: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(512), default="")


class Membership(HasId, HasCreated, Base):
    """role: staff | learner | guest (guest: no role that gives rights in this course)."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("course_id", "person_id"),)

    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(16), default="guest")
    test_user: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)

    course: Mapped[Course] = relationship()
    person: Mapped[Person] = relationship()


class Assignment(HasId, HasCreated, Base):
    """A resource link with its policy and its place in the platform's gradebook."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("course_id", "lti_resource_link_id"),)

    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    lti_resource_link_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(512), default="")
    grade_policy: Mapped[str] = mapped_column(String(16), default=GradePolicy.MARK.value)
    points: Mapped[float] = mapped_column(default=100.0)
    points_from: Mapped[str] = mapped_column(String(16), default="nobody")  # nobody | lms | instructor
    ai_use: Mapped[str] = mapped_column(Text, default="")
    lti_lineitem_url: Mapped[str | None] = mapped_column(String(2048))
    lti_lineitems_url: Mapped[str | None] = mapped_column(String(2048))
    lineitem_lease: Mapped[datetime | None]  # until then one courier makes the column, and no other does
    lti_ags_scopes: Mapped[list[Any]] = mapped_column(default=list)
    platform_family: Mapped[str] = mapped_column(String(64), default="")

    course: Mapped[Course] = relationship()

    @property
    def policy(self) -> Policy:
        return Policy(GradePolicy(self.grade_policy), self.points, self.ai_use)


class Visit(HasId, HasCreated, Base):
    """One launch gone through: this browser, as this member, at this assignment, until it expires."""

    __tablename__ = "visits"

    browser_hash: Mapped[str] = mapped_column(String(64))
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id", ondelete="CASCADE"))
    assignment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    expires: Mapped[datetime] = mapped_column(index=True)

    membership: Mapped[Membership] = relationship()
    assignment: Mapped[Assignment] = relationship()
