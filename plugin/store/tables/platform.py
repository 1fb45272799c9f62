"""Who we are at which platform, and the keys we sign with."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plugin.store.tables.base import Base, HasCreated, HasId


class ToolKey(HasId, HasCreated, Base):
    """An RSA key pair of ours. The private half is encrypted with a key derived from CAVEAT_SECRET_KEY.

    signs_from: platforms keep what they read of our key set for a while, so a key is published before it signs; None:
    since it was made.
    """

    __tablename__ = "tool_keys"

    kid: Mapped[str] = mapped_column(String(64), unique=True)
    private_pem: Mapped[bytes]
    public_jwk: Mapped[dict[str, Any]]
    retired: Mapped[datetime | None]
    signs_from: Mapped[datetime | None]


class WatermarkKey(HasId, HasCreated, Base):
    """A watermark to test for. `settings` (JSON: key, tokenizer and parameters of its scheme) is encrypted like
    private keys: whoever holds it can remove the mark."""

    __tablename__ = "watermark_keys"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    scheme: Mapped[str] = mapped_column(String(32))
    settings: Mapped[bytes]


class Registration(HasId, HasCreated, Base):
    """We are client X at issuer Y. One issuer serves many schools (all hosted Canvas shares one).

    approve_first: whoever was invited to connect said that its first deployment needs no further word. `checked`: when
    the connection was last tried, and `check_found` what that found; `check_asked`: it is to be tried again.
    """

    __tablename__ = "registrations"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    issuer: Mapped[str] = mapped_column(String(512))
    client_id: Mapped[str] = mapped_column(String(255))
    auth_url: Mapped[str] = mapped_column(String(1024))
    token_url: Mapped[str] = mapped_column(String(1024))
    jwks_url: Mapped[str] = mapped_column(String(1024))
    token_audience: Mapped[str | None] = mapped_column(String(1024))
    name: Mapped[str] = mapped_column(String(255), default="")
    platform_family: Mapped[str] = mapped_column(String(64), default="")
    approve_first: Mapped[bool] = mapped_column(default=False)
    check_asked: Mapped[datetime | None]
    checked: Mapped[datetime | None]
    check_found: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Invitation(HasId, HasCreated, Base):
    """One platform may register itself by dynamic registration, once, until it expires. Only its hash is kept."""

    __tablename__ = "invitations"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    remark: Mapped[str] = mapped_column(String(255), default="")
    expires: Mapped[datetime]
    used: Mapped[datetime | None]
    registration_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("registrations.id", ondelete="SET NULL"))


class Deployment(HasId, HasCreated, Base):
    """One installation: the tenant of all reading. state: pending | approved | blocked.

    Where its platform notifies (PNS) or asks for terms of use (EULA), the newest launch says at which address.
    """

    __tablename__ = "deployments"
    __table_args__ = (UniqueConstraint("registration_id", "lti_deployment_id"),)

    registration_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    lti_deployment_id: Mapped[str] = mapped_column(String(255))
    state: Mapped[str] = mapped_column(String(16), default="pending")
    lti_notices_url: Mapped[str | None] = mapped_column(String(2048))
    lti_notice_types: Mapped[list[Any]] = mapped_column(default=list)
    notices_subscribed: Mapped[datetime | None]
    lti_eula_url: Mapped[str | None] = mapped_column(String(2048))
    lti_eula_scopes: Mapped[list[Any]] = mapped_column(default=list)
    launched: Mapped[datetime | None]  # last, to the hour: a row that every launch wrote would hold the others up
    eula_required: Mapped[bool] = mapped_column(default=False)  # then nothing is read before its writer accepted

    registration: Mapped[Registration] = relationship()


class LoginState(HasId, HasCreated, Base):
    """One login under way. The row is deleted when its launch comes back: state and nonce work once.

    `parameters` are those of the login request, so that it can begin again in a window of its own; `ticket_hash`
    names the login before its state has left the house; `storage_target` is the platform's frame that can keep
    something for us where cookies are blocked (LTI platform storage).
    """

    __tablename__ = "login_states"

    state_hash: Mapped[str] = mapped_column(String(64), unique=True)
    nonce: Mapped[str] = mapped_column(String(128))
    browser_hash: Mapped[str] = mapped_column(String(64))
    registration_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    expires: Mapped[datetime] = mapped_column(index=True)
    ticket_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    storage_target: Mapped[str | None] = mapped_column(String(255))
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
