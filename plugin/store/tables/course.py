"""Courses, people in them, assignments, and the visit of one person to one assignment."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plugin.domain.policy import DEFAULT_REPLY_DAYS, AiLevel, GradePolicy, Policy, StudentSees
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
    roster_lease: Mapped[datetime | None]  # until then one courier reads it, or nobody does after a failure
    lti_groups_url: Mapped[str | None] = mapped_column(String(2048))
    lti_group_sets_url: Mapped[str | None] = mapped_column(String(2048))
    copied_from: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("courses.id", ondelete="SET NULL"))

    deployment: Mapped[Deployment] = relationship()


class Person(HasId, HasCreated, Base):
    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("registration_id", "lti_sub"),)

    registration_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    lti_sub: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(512), default="")
    # Canvas's own number of a user, which its files and web services speak of, and LTI does not.
    lti_platform_user_id: Mapped[str] = mapped_column(String(255), default="")


class Membership(HasId, HasCreated, Base):
    """role: staff | learner | guest (guest: no role that gives rights in this course).

    lti_status: Active | Inactive | Deleted, as the platform's list says, or "" for somebody who came without standing
    on it (an administrator, a test user); sections: their names, where it tells them.
    """

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("course_id", "person_id"),)

    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(16), default="guest")
    test_user: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    lti_status: Mapped[str] = mapped_column(String(16), default="")
    sections: Mapped[list[Any]] = mapped_column(default=list)

    course: Mapped[Course] = relationship()
    person: Mapped[Person] = relationship()


class Group(HasId, HasCreated, Base):
    """A group of a course, where the platform offers the groups service."""

    __tablename__ = "groups"
    __table_args__ = (UniqueConstraint("course_id", "lti_group_id"),)

    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    lti_group_id: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(512), default="")
    set_name: Mapped[str] = mapped_column(String(512), default="")


class GroupMember(Base):
    __tablename__ = "group_members"

    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("memberships.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Assignment(HasId, HasCreated, Base):
    """What students hand in to, with its policy and its place in the platform's gradebook.

    kind: link (a resource link: students hand in to us) | processor (an LTI asset processor: they hand in to the
    platform, which notifies us of the assignment `lti_activity_id`). Both ids are None between deep linking and the
    first word from the platform. `item_id` travels in the custom parameters of what deep linking made; a copy of the
    course brings it along, and so finds the settings to clone.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("course_id", "lti_resource_link_id"),
        UniqueConstraint("course_id", "lti_activity_id", "item_id", name="uq_assignments_activity"),
    )

    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16), default="link")
    lti_resource_link_id: Mapped[str | None] = mapped_column(String(255))
    lti_activity_id: Mapped[str | None] = mapped_column(String(255))
    item_id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, index=True)
    copied_from: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("assignments.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(String(512), default="")
    opens: Mapped[datetime | None]
    due: Mapped[datetime | None]
    grade_policy: Mapped[str] = mapped_column(String(16), default=GradePolicy.MARK.value)
    points: Mapped[float] = mapped_column(default=100.0)
    points_from: Mapped[str] = mapped_column(String(16), default="nobody")  # nobody | lms | instructor
    ai_use: Mapped[str] = mapped_column(Text, default="")
    student_sees: Mapped[str] = mapped_column(String(16), default=StudentSees.NEVER.value)
    shown_since: Mapped[datetime | None]  # students may see reports from then on: their time to reply begins no earlier
    reply_days: Mapped[int] = mapped_column(default=DEFAULT_REPLY_DAYS)
    ai_level: Mapped[str] = mapped_column(String(16), default=AiLevel.UNSTATED.value)
    instructions: Mapped[str] = mapped_column(Text, default="")
    blind_first: Mapped[bool] = mapped_column(default=False)
    anonymous: Mapped[bool] = mapped_column(default=False)
    names_shown: Mapped[datetime | None]  # a person ended anonymous marking then, for all who teach here
    lti_lineitem_url: Mapped[str | None] = mapped_column(String(2048))
    lti_lineitems_url: Mapped[str | None] = mapped_column(String(2048))
    lineitem_doubted: Mapped[bool] = mapped_column(default=False)  # the platform said that the column is gone
    lineitem_lease: Mapped[datetime | None]  # until then one courier makes the column, and no other does
    lineitem_changed: Mapped[datetime | None]  # title, points or dates are others here than in the column of ours
    lti_ags_scopes: Mapped[list[Any]] = mapped_column(default=list)
    platform_family: Mapped[str] = mapped_column(String(64), default="")

    course: Mapped[Course] = relationship()

    @property
    def hides_names(self) -> bool:
        return self.anonymous and self.names_shown is None

    @property
    def policy(self) -> Policy:
        """Where students hand in to the platform itself, it grades as well: nothing goes back from here."""
        grade = GradePolicy.NONE if self.kind == "processor" else GradePolicy(self.grade_policy)
        return Policy(
            grade=grade,
            points=self.points,
            ai_use=self.ai_use,
            student_sees=StudentSees(self.student_sees),
            ai_level=AiLevel(self.ai_level),
            instructions=self.instructions,
            reply_days=self.reply_days,
            blind_first=self.blind_first,
            anonymous=self.anonymous,
        )


class Visit(HasId, HasCreated, Base):
    """One launch gone through: this browser, as this member, for one purpose, until it expires.

    purpose: assignment | course | deep_linking | report | eula (plugin.domain.purpose); facts: what that purpose
    needs to know, as the claims of the launch told it.
    """

    __tablename__ = "visits"

    browser_hash: Mapped[str] = mapped_column(String(64), index=True)
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id", ondelete="CASCADE"))
    assignment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    expires: Mapped[datetime] = mapped_column(index=True)
    purpose: Mapped[str] = mapped_column(String(16), default="assignment")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    locale: Mapped[str] = mapped_column(String(16), default="")  # of the launch, or chosen by the reader since

    membership: Mapped[Membership] = relationship()
    assignment: Mapped[Assignment | None] = relationship()
