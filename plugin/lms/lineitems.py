"""Assignment and Grade Services 2.0: the columns of a gradebook."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from plugin.lms.connector import Connector
from plugin.lms.errors import ServiceError
from plugin.lms.gradebook import TAG, number
from plugin.lms.paging import read_pages
from plugin.lms.quirks import openedx
from plugin.lms.scopes import LINEITEM

LINEITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
_LINEITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
MAX_LABEL = 100  # Open edX takes no more


def read_maximum(connector: Connector, lineitem_url: str, scope: str) -> float | None:
    """The points of a line item, by whichever of the two scopes was granted. Raises ServiceError."""
    reply = connector.call("GET", lineitem_url, scope, accept=LINEITEM_TYPE)
    maximum = number(reply.body.get("scoreMaximum")) if isinstance(reply.body, dict) else None
    return maximum if maximum and maximum > 0 else None


def find_or_create_lineitem(
    connector: Connector, lineitems_url: str, resource_link_id: str, label: str, points: float, resource_id: str = ""
) -> str:
    """The line item of this resource link, made if there is none. Raises ServiceError.

    It carries the resourceLinkId: without it Open edX takes scores that never reach its gradebook (pylti1.3#54).
    """
    found = _of_link(connector, lineitems_url, resource_link_id, resource_id)
    found = found or (_unlinked(connector, lineitems_url, resource_id) if resource_id else None)
    if found:
        return found
    body = {
        "label": label_of(label),
        "scoreMaximum": points_of(points, lineitems_url),
        "resourceLinkId": resource_link_id,
        "tag": TAG,
    } | ({"resourceId": resource_id} if resource_id else {})
    reply = connector.call(
        "POST", lineitems_url, LINEITEM,
        json_text=json.dumps(body), content_type=LINEITEM_TYPE, accept=LINEITEM_TYPE,
    )  # fmt: skip
    made = reply.body.get("id") if isinstance(reply.body, dict) else None
    if not isinstance(made, str) or not made:
        raise ServiceError(0, "no line item")
    return made


def update_lineitem(connector: Connector, lineitem_url: str, changes: Mapping[str, Any]) -> bool:
    """Change a column that carries our tag; False for one that is not ours to change. Raises ServiceError.

    PUT replaces the whole: what the platform keeps there and we know nothing of goes back as it came (AGS 3.2).
    But for what is empty: Open edX lists empty fields, and refuses them when they come back (measured).
    """
    reply = connector.call("GET", lineitem_url, LINEITEM, accept=LINEITEM_TYPE)
    if not isinstance(reply.body, dict):
        raise ServiceError(0, "no line item")
    if reply.body.get("tag") != TAG:
        return False
    before, body = _filled(reply.body), _filled(reply.body | dict(changes))
    if body != before:
        connector.call(
            "PUT", lineitem_url, LINEITEM,
            json_text=json.dumps(body), content_type=LINEITEM_TYPE, accept=LINEITEM_TYPE,
        )  # fmt: skip
    return True


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def label_of(title: str) -> str:
    return title[:MAX_LABEL].strip() or "Caveat"


def points_of(points: float, service_url: str) -> float:
    if openedx.is_openedx(service_url):
        return openedx.whole(points)
    return int(points) if float(points).is_integer() else points


def _of_link(connector: Connector, lineitems_url: str, resource_link_id: str, resource_id: str) -> str | None:
    """Of several of one link, that of this assignment, then another of ours, then the platform's own."""
    found = [
        item
        for item in _items(connector, lineitems_url, resource_link_id=resource_link_id)
        if item.get("resourceLinkId") == resource_link_id
    ]
    found.sort(key=lambda item: (item.get("resourceId") != resource_id, item.get("tag") != TAG))
    return str(found[0]["id"]) if found else None


def _unlinked(connector: Connector, lineitems_url: str, resource_id: str) -> str | None:
    """One that deep linking made and the platform did not tie to its link. That of another link is not ours: a
    duplicated link brings its resource id along."""
    for item in _items(connector, lineitems_url, resource_id=resource_id, tag=TAG):
        if (item.get("resourceId"), item.get("tag")) == (resource_id, TAG) and not item.get("resourceLinkId"):
            return str(item["id"])
    return None


def _items(connector: Connector, lineitems_url: str, **filters: str) -> Iterator[dict[str, Any]]:
    """Filters are a hint: not every platform follows them."""
    url = lineitems_url + ("&" if "?" in lineitems_url else "?") + urlencode(filters)
    for reply in read_pages(connector, url, LINEITEM, _LINEITEMS_TYPE):
        for item in reply.body if isinstance(reply.body, list) else []:
            if isinstance(item, dict) and isinstance(item.get("id"), str) and item["id"]:
                yield item
