"""What people answer to a report: its writer's reply, and a teacher's own judgement before the score was shown."""

import uuid

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plugin.store.tables.base import Base, HasCreated, HasId


class Reply(HasId, HasCreated, Base):
    """One message of a student about the report of their submission. None is changed afterwards: another follows."""

    __tablename__ = "replies"

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text, default="")

    files: Mapped[list["ReplyFile"]] = relationship(order_by="ReplyFile.position")


class ReplyFile(HasId, Base):
    """A draft or note that a student adds to a reply; the bytes lie in the file store, unread."""

    __tablename__ = "reply_files"
    __table_args__ = (UniqueConstraint("reply_id", "position"),)

    reply_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("replies.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(128))
    size: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(255), default="")


class Judgement(HasId, HasCreated, Base):
    """What a teacher thought of a text before its score was shown to them, once. leans: human | machine | unsure."""

    __tablename__ = "judgements"
    __table_args__ = (UniqueConstraint("submission_id", "person_id"),)

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    leans: Mapped[str] = mapped_column(String(16))
    remark: Mapped[str] = mapped_column(Text, default="")
