"""A reader chooses the language of their pages."""

from uuid import UUID

from sqlalchemy.orm import Session

from plugin.store.tables import Administrator, Visit


def choose_for_visit(session: Session, visit_id: UUID, locale: str) -> None:
    if row := session.get(Visit, visit_id):
        row.locale = locale


def choose_for_administrator(session: Session, administrator_id: UUID, locale: str) -> None:
    if row := session.get(Administrator, administrator_id):
        row.locale = locale
