"""Browsers in which an administrator signed in before. Whoever knows but a name can lock strangers out by wrong
passwords, and with them its owner; not in these (OWASP, "Slow down online guessing attacks with device cookies")."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.services.tokens import hashed, new_secret
from plugin.store.queries import ways_in
from plugin.store.tables import KnownBrowser

LIFETIME = timedelta(days=180)
MOST_FAILURES = 10


def find(session: Session, administrator_id: UUID, secret: str) -> KnownBrowser | None:
    found = ways_in.known_browser(session, administrator_id, hashed(secret)) if secret else None
    return found if found and found.created > datetime.now(UTC) - LIFETIME else None


def count_failure(session: Session, known: KnownBrowser) -> bool:
    """A thief of the cookie has few tries as well: False after them, for then it is a browser like any other."""
    return ways_in.count_browser_failure(session, known.id, MOST_FAILURES)


def forgive(session: Session, administrator_id: UUID, secret: str) -> None:
    """After a success that needs no new secret."""
    found = find(session, administrator_id, secret)
    if found is not None:
        found.failures = 0


def renew(session: Session, administrator_id: UUID, secret: str) -> str:
    """After a success: the secret that this browser keeps from now on."""
    old = find(session, administrator_id, secret)
    if old is not None:
        session.delete(old)
    ways_in.drop_known_browsers(session, administrator_id, datetime.now(UTC) - LIFETIME)
    new = new_secret()
    session.add(KnownBrowser(secret_hash=hashed(new), administrator_id=administrator_id))
    session.flush()
    return new
