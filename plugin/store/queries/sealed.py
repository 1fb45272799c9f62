"""Every row that holds something sealed with the house's secret key."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from plugin.store import secrets
from plugin.store.tables import Administrator, Base, ReportKey, ToolKey, WatermarkKey

# Column by its purpose, which is part of the key. One that is missing here would be lost with its old key.
COLUMNS: tuple[tuple[type[Base], InstrumentedAttribute[bytes] | InstrumentedAttribute[bytes | None], bytes], ...] = (
    (ToolKey, ToolKey.private_pem, secrets.TOOL_KEYS),
    (ReportKey, ReportKey.private_pem, secrets.REPORT_KEYS),
    (WatermarkKey, WatermarkKey.settings, secrets.WATERMARK_KEYS),
    (Administrator, Administrator.totp, secrets.ADMINISTRATORS),
)


def rows(session: Session) -> Iterator[tuple[Base, str, bytes]]:
    """(row, the name of its sealed column, purpose). They are few: keys, and who administers."""
    for table, column, purpose in COLUMNS:
        for row in session.scalars(select(table).where(column.is_not(None))):
            yield row, column.key, purpose
