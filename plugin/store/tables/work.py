"""Submissions, their runs and scores, and grades on their way to a gradebook."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plugin.domain.status import ReturnState, RunState
from plugin.store.tables.answers import Reply
from plugin.store.tables.base import Base, HasCreated, HasId
from plugin.store.tables.course import Assignment, Person


class Submission(HasId, HasCreated, Base):
    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("assignment_id", "person_id", "attempt"),
        UniqueConstraint("assignment_id", "lti_submission_id", name="uq_submissions_lti_submission_id"),
    )

    assignment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    attempt: Mapped[int]
    lti_submission_id: Mapped[str | None] = mapped_column(String(255))  # of an asset processor's notice
    released: Mapped[datetime | None]  # to the student, by a person
    outcome: Mapped[str] = mapped_column(String(16), default="")  # what a person found: plugin.domain.outcome
    outcome_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    outcome_at: Mapped[datetime | None]

    assignment: Mapped[Assignment] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    replies: Mapped[list[Reply]] = relationship(order_by=Reply.created)
    documents: Mapped[list["Document"]] = relationship(order_by="Document.position")
    runs: Mapped[list["Run"]] = relationship(order_by="Run.created", back_populates="submission")
    grade_return: Mapped["GradeReturn | None"] = relationship(back_populates="submission")


class Document(HasId, HasCreated, Base):
    """One file or pasted text; the bytes lie in the file store under their sha256."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("submission_id", "position"),)

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(128))
    size: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(255), default="")


class Run(HasId, HasCreated, Base):
    """One scoring of one document of a submission by one detector version."""

    __tablename__ = "runs"
    __table_args__ = (UniqueConstraint("document_id", "detector_id"),)

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    detector_id: Mapped[str] = mapped_column(String(255))
    state: Mapped[str] = mapped_column(String(16), default=RunState.QUEUED.value, index=True)
    reason: Mapped[str | None] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    text_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    rung: Mapped[datetime | None]
    claimed: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(255))  # a worker, as it calls itself in its beats
    put_off: Mapped[int] = mapped_column(default=0)  # how often, for trouble that is not the text's
    finished: Mapped[datetime | None] = mapped_column(index=True)

    submission: Mapped[Submission] = relationship(back_populates="runs")
    document: Mapped[Document] = relationship()
    score: Mapped["Score | None"] = relationship(back_populates="run")
    evidence: Mapped[list["Evidence"]] = relationship(order_by="Evidence.start")
    caveats: Mapped[list["RunCaveat"]] = relationship(order_by="RunCaveat.position")


class Score(Base):
    __tablename__ = "scores"

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    band: Mapped[str] = mapped_column(String(16))
    statistic: Mapped[float]
    at_or_above: Mapped[int]
    reference_n: Mapped[int]
    likelihood: Mapped[float]
    likelihood_low: Mapped[float]
    likelihood_high: Mapped[float]
    base_rate: Mapped[float]
    share: Mapped[float]
    words: Mapped[int]
    tokens: Mapped[int]
    language: Mapped[str] = mapped_column(String(16))
    band_rates: Mapped[list[Any]]
    methods: Mapped[list[Any]]
    sentences: Mapped[list[Any]]
    model: Mapped[dict[str, Any]]
    calibration: Mapped[dict[str, Any]]
    judged_words: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[list[Any]] = mapped_column(default=list)
    oddities: Mapped[list[Any]] = mapped_column(default=list)
    watermarks: Mapped[list[Any]] = mapped_column(default=list)
    stability: Mapped[dict[str, Any]] = mapped_column(default=dict)
    neighbours: Mapped[list[Any]] = mapped_column(default=list)
    distribution: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of the reference texts: see domain.score

    run: Mapped[Run] = relationship(back_populates="score")


class Evidence(HasId, Base):
    """A span of characters with its own statistic; never a verdict."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("run_id", "start", "direction"),)

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    start: Mapped[int]
    end: Mapped[int]
    direction: Mapped[str] = mapped_column(String(16))
    numbers: Mapped[dict[str, Any]]


class RunCaveat(HasId, Base):
    __tablename__ = "caveats"
    __table_args__ = (UniqueConstraint("run_id", "code"),)

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(64))
    severity: Mapped[int]
    facts: Mapped[dict[str, Any]]


class GradeReturn(HasId, HasCreated, Base):
    """One grade on its way to a gradebook: what was decided, by whom, and what the platform answered.

    `posted`: every [mark, maximum, whether it is known to have arrived] that may stand in the gradebook because of us;
    `stood_before`: the [mark, maximum] that the gradebook held before this mark was first posted, [] for none, None
    until then; `there_…`: another grade that was found there, and by whom where the platform says so; `forced`: a
    person wants ours to replace it.
    """

    __tablename__ = "grade_returns"
    __table_args__ = (UniqueConstraint("submission_id"),)

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    mark: Mapped[float]
    maximum: Mapped[float]
    comment: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(16), default=ReturnState.HELD.value, index=True)
    version: Mapped[int] = mapped_column(default=1)
    attempts: Mapped[int] = mapped_column(default=0)
    answer_code: Mapped[str | None] = mapped_column(String(64))
    answer_status: Mapped[int | None]
    next_try: Mapped[datetime | None]
    leased: Mapped[datetime | None]  # somebody is telling the platform, until then at the latest
    leased_by: Mapped[str | None] = mapped_column(String(255))  # the worker whose silence ends this, if one's does
    lti_timestamp: Mapped[datetime | None]
    decided: Mapped[datetime | None]  # later than any other decision for the same place in the gradebook
    sent: Mapped[datetime | None]
    updated: Mapped[datetime]
    forced: Mapped[bool] = mapped_column(default=False)
    posted: Mapped[list[Any]] = mapped_column(default=list)
    posted_comment: Mapped[str | None] = mapped_column(Text)
    stood_before: Mapped[list[Any] | None]
    there_mark: Mapped[float | None]
    there_maximum: Mapped[float | None]
    there_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))

    there_giver: Mapped[Person | None] = relationship(foreign_keys=[there_by], lazy="selectin")
    submission: Mapped[Submission] = relationship(back_populates="grade_return")


class Announcement(HasId, HasCreated, Base):
    """The platform hears, once, that a student has handed in to us: its own pages then show the submission."""

    __tablename__ = "announcements"
    __table_args__ = (UniqueConstraint("submission_id"),)

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(16), default=ReturnState.PENDING.value, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    answer_code: Mapped[str | None] = mapped_column(String(64))
    answer_status: Mapped[int | None]
    next_try: Mapped[datetime | None]
    leased: Mapped[datetime | None]  # somebody is telling the platform, until then at the latest
    lti_timestamp: Mapped[datetime | None]
    updated: Mapped[datetime]

    submission: Mapped[Submission] = relationship()
