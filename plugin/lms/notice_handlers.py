"""Platform Notification Service: where a platform sends its notices to (canvas-lms doc/api/pns.md)."""

import json

from plugin.lms.connector import Connector, ServiceError
from plugin.lms.scopes import NOTICES

_TYPE = "application/json"
MAX_BATCH = 20


def read_handlers(connector: Connector, notices_url: str) -> dict[str, str]:
    """Notice type -> the address that it is sent to, "" for none. Raises ServiceError."""
    body = connector.call("GET", notices_url, NOTICES).body
    listed = body.get("notice_handlers") if isinstance(body, dict) else None
    if not isinstance(listed, list):
        raise ServiceError(0, code="no_list_of_handlers")
    rows = [row for row in listed if isinstance(row, dict) and isinstance(row.get("notice_type"), str)]
    return {row["notice_type"]: str(row.get("handler") or "") for row in rows}


def put_handler(connector: Connector, notices_url: str, notice_type: str, handler: str) -> None:
    """Have notices of one type sent to `handler`; "" ends that. Raises ServiceError."""
    body: dict[str, object] = {"notice_type": notice_type, "handler": handler}
    if handler:
        body["max_batch_size"] = MAX_BATCH
    connector.call("PUT", notices_url, NOTICES, json_text=json.dumps(body), content_type=_TYPE)
