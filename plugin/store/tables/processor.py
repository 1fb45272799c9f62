"""What LTI's asset processor messages bring, and what goes back: assets, reports on them, terms of use, notices."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plugin.domain.status import ReturnState
from plugin.store.tables.base import Base, HasCreated, HasId
from plugin.store.tables.course import Person
from plugin.store.tables.platform import Deployment
from plugin.store.tables.work import Document, Submission


class Notice(HasId, HasCreated, Base):
    """A notice that was acted on: a platform may send one twice."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("registration_id", "lti_notice_id"),)

    registration_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    lti_notice_id: Mapped[str] = mapped_column(String(255))


class Asset(HasId, HasCreated, Base):
    """One file of a submission at the platform. state: waiting | fetched | failed (`error_code` says why).

    sha256: as the platform announced it, in hex; `document` is there once the bytes are.
    """

    __tablename__ = "assets"
    __table_args__ = (UniqueConstraint("submission_id", "lti_asset_id"),)

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("documents.id", ondelete="SET NULL"), index=True)
    lti_asset_id: Mapped[str] = mapped_column(String(255), index=True)
    lti_asset_url: Mapped[str] = mapped_column(String(4096))
    lti_report_url: Mapped[str] = mapped_column(String(4096))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int | None]
    content_type: Mapped[str] = mapped_column(String(255), default="")
    file_name: Mapped[str] = mapped_column(String(255), default="")
    state: Mapped[str] = mapped_column(String(16), default="waiting", index=True)
    error_code: Mapped[str | None] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime | None]
    leased: Mapped[datetime | None]  # somebody is at it, until then at the latest
    leased_by: Mapped[str | None] = mapped_column(String(255))  # the worker whose silence ends this, if one's does

    submission: Mapped[Submission] = relationship()
    document: Mapped[Document | None] = relationship()
    report: Mapped["AssetReport | None"] = relationship(back_populates="asset")


class AssetReport(HasId, HasCreated, Base):
    """The newest report on an asset on its way to the platform, as a GradeReturn is to a gradebook.

    `progress`: the processingProgress that it tells. `priority`: 0, unless a person raised it.
    """

    __tablename__ = "asset_reports"
    __table_args__ = (UniqueConstraint("asset_id"),)

    asset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"))
    progress: Mapped[str] = mapped_column(String(16))
    priority: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(16), default=ReturnState.PENDING.value, index=True)
    version: Mapped[int] = mapped_column(default=1)
    attempts: Mapped[int] = mapped_column(default=0)
    answer_code: Mapped[str | None] = mapped_column(String(64))
    answer_status: Mapped[int | None]
    next_try: Mapped[datetime | None]
    leased: Mapped[datetime | None]  # somebody is at it, until then at the latest
    lti_timestamp: Mapped[datetime | None]
    updated: Mapped[datetime]

    asset: Mapped[Asset] = relationship(back_populates="report")


class EulaAnswer(HasId, HasCreated, Base):
    """A person's answer to our terms of use at one deployment, and whether the platform knows it."""

    __tablename__ = "eula_answers"
    __table_args__ = (UniqueConstraint("deployment_id", "person_id"),)

    deployment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("deployments.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    accepted: Mapped[bool]
    version: Mapped[str] = mapped_column(String(32))
    answered: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default=ReturnState.PENDING.value, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime | None]
    leased: Mapped[datetime | None]  # somebody is at it, until then at the latest

    deployment: Mapped[Deployment] = relationship()
    person: Mapped[Person] = relationship()
