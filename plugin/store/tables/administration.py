"""Who looks after an installation, what they decided, and the proof of it."""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plugin.store.tables.base import Base, HasCreated, HasId


class Administrator(HasId, HasCreated, Base):
    """Somebody who may sign in to the administration: by password and one-time code, by single sign-on, or by both.

    `password`: its argon2 hash, "" for none; `totp`: the sealed secret of the one-time codes, None before it was set
    up; `totp_step`: the newest time step whose code was used, for a code works once. `by_rule`: nobody invited them;
    the rule for single sign-on let them in, and has to do so each time.
    """

    __tablename__ = "administrators"
    __table_args__ = (UniqueConstraint("oidc_issuer", "oidc_sub", name="uq_administrators_oidc"),)

    name: Mapped[str] = mapped_column(String(128), unique=True)
    password: Mapped[str] = mapped_column(String(255), default="")
    totp: Mapped[bytes | None]
    totp_step: Mapped[int] = mapped_column(default=0)
    oidc_issuer: Mapped[str | None] = mapped_column(String(512))
    oidc_sub: Mapped[str | None] = mapped_column(String(255))
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    disabled: Mapped[datetime | None]
    locale: Mapped[str] = mapped_column(String(16), default="")
    by_rule: Mapped[bool] = mapped_column(default=False)


class AdministratorLink(HasId, HasCreated, Base):
    """An address that works once: whoever opens it makes an account, or sets an account's secrets anew.

    kind: setup (the first account) | invite | reset (of `administrator_id`). Only its hash is kept. `made_by`: whoever
    has it, for it was shown to them.
    """

    __tablename__ = "administrator_links"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    remark: Mapped[str] = mapped_column(String(128), default="")
    expires: Mapped[datetime]
    used: Mapped[datetime | None]
    administrator_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("administrators.id", ondelete="CASCADE"))
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("administrators.id", ondelete="SET NULL"))


class RecoveryCode(HasId, Base):
    """One of ten that stand in for a lost phone, each once. They are random, so that a plain hash is enough."""

    __tablename__ = "recovery_codes"

    administrator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("administrators.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), index=True)
    used: Mapped[datetime | None]


class KnownBrowser(HasId, HasCreated, Base):
    """A browser in which an administrator signed in before: strangers who try their name lock it out no more than
    those who know it. `failures`: since the last success; after a few it is a stranger itself."""

    __tablename__ = "known_browsers"

    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    administrator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("administrators.id", ondelete="CASCADE"), index=True)
    failures: Mapped[int] = mapped_column(default=0)


class AdministratorSession(HasId, HasCreated, Base):
    """Signed in, in one browser. Only the hash of its secret is kept."""

    __tablename__ = "administrator_sessions"

    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    administrator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("administrators.id", ondelete="CASCADE"), index=True)
    expires: Mapped[datetime] = mapped_column(index=True)
    seen: Mapped[datetime]

    administrator: Mapped[Administrator] = relationship()


class ApiToken(HasId, HasCreated, Base):
    """A program's way in. Only its hash is kept; `deployment_id`: the only installation it may read, None for none."""

    __tablename__ = "api_tokens"

    name: Mapped[str] = mapped_column(String(128))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    deployment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("deployments.id", ondelete="CASCADE"))
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("administrators.id", ondelete="SET NULL"))
    expires: Mapped[datetime | None]
    used: Mapped[datetime | None]
    revoked: Mapped[datetime | None]


class AuditEntry(Base):
    """One thing that somebody did. Ids and codes only, so that it may outlive the people it speaks of; `digest` is
    taken over the entry and the digest before it, so that none can be changed or left out unseen.

    actor: administrator | staff | learner | command | program | system; `actor_id`: whose row.
    """

    __tablename__ = "audit_entries"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[uuid.UUID | None]
    action: Mapped[str] = mapped_column(String(64), index=True)
    course_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    subject_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str] = mapped_column(String(64))


class InstitutionSetting(Base):
    """One decision for the whole installation, by its name in plugin.domain.institution; absent: as delivered."""

    __tablename__ = "institution_settings"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[dict[str, Any]]
    updated: Mapped[datetime]


class ReportKey(HasId, HasCreated, Base):
    """An Ed25519 key pair that signs exported reports; the private half is sealed. A retired one still verifies."""

    __tablename__ = "report_keys"

    kid: Mapped[str] = mapped_column(String(64), unique=True)
    private_pem: Mapped[bytes]
    public_pem: Mapped[str] = mapped_column(Text)
    retired: Mapped[datetime | None]


class Calibration(HasId, HasCreated, Base):
    """Lines drawn from an institution's own human texts.

    state: waiting | working | ready | failed | discarded. `facts`: strata, bounds, coverage as measured, for the page;
    `problem`: why it failed, in a code; `upload_sha256`: of the texts that still lie in the folder of its job, None
    once they are deleted; `numbers`: the measured ones, as a scorer reads them from a file, which every host makes of
    them. None where somebody put that file there by hand.
    """

    __tablename__ = "calibrations"

    name: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(16), default="en")
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    problem: Mapped[str] = mapped_column(String(64), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    upload_sha256: Mapped[str | None] = mapped_column(String(64))
    keep_texts: Mapped[bool] = mapped_column(default=False)
    numbers: Mapped[bytes | None] = mapped_column(deferred=True)
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("administrators.id", ondelete="SET NULL"))


class Job(HasId, HasCreated, Base):
    """Work that an administrator asked the scorer for. state: queued | running | done | failed.

    kind: sample (score a text that nobody handed in) | calibrate. `asked` and `answer` are of that kind's own shape; a
    sample's text is dropped with its row, a day later.
    """

    __tablename__ = "jobs"

    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default="queued", index=True)
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict)
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[str] = mapped_column(String(64), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    claimed: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(255))
    finished: Mapped[datetime | None]
    rung: Mapped[datetime | None]
    calibration_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("calibrations.id", ondelete="CASCADE"))
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("administrators.id", ondelete="SET NULL"))


class WorkerBeat(Base):
    """A worker that is alive says so every few seconds; `facts`: its device, model and versions."""

    __tablename__ = "worker_beats"

    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    queue: Mapped[str] = mapped_column(String(32))
    started: Mapped[datetime]
    seen: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Lease(Base):
    """Work that one process at a time does for all of them, as the sweep: nobody else begins it before `until`."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime] = mapped_column(default=datetime(2000, 1, 1, tzinfo=UTC))
