"""Content items: a resource link with its gradebook column, or an asset processor (Deep Linking 2.0 section 3.2).

Every custom value is a string: of a number platforms make nothing, and the link vanishes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from plugin.lms.deep_linking import LINK, PROCESSOR
from plugin.lms.gradebook import TAG
from plugin.lms.tool_description import CUSTOM, DESCRIPTION, Tool

_FRAME = {"width": 900, "height": 700}
_WINDOW = {"width": 1000, "height": 800}
_MAX_LABEL = 100  # of a column at Open edX


@dataclass(frozen=True)
class Item:
    """`points` is None where no grade goes back: then no column is made."""

    item_id: UUID
    title: str
    text: str = ""
    points: float | None = None
    opens: datetime | None = None
    due: datetime | None = None


def link_item(tool: Tool, item: Item) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": LINK,
        "title": item.title,
        "url": tool.launch,
        "custom": {"item": str(item.item_id), **CUSTOM},
        "iframe": _FRAME,
        "window": _WINDOW,
    }
    if item.text:
        made["text"] = item.text
    if item.points is not None:
        made["lineItem"] = _column(tool, item, item.points)
    if item.opens:
        made["available"] = {"startDateTime": _iso(item.opens)}
    if item.opens or item.due:
        span = {"startDateTime": item.opens, "endDateTime": item.due}
        made["submission"] = {name: _iso(moment) for name, moment in span.items() if moment}
    return made


def processor_item(tool: Tool, item: Item) -> dict[str, Any]:
    custom = {"item": str(item.item_id)}
    return {
        "type": PROCESSOR,
        "title": item.title[:255],
        "text": item.text[:255] or DESCRIPTION,
        "url": tool.launch,
        "icon": {"url": tool.logo, "width": 64, "height": 64},
        "custom": custom,
        "report": {"url": tool.launch, "custom": custom},
        "iframe": _FRAME,
        "window": _WINDOW,
    }


def _column(tool: Tool, item: Item, points: float) -> dict[str, Any]:
    """Its resource id and tag find it again; submission review opens one student's report out of the gradebook."""
    return {
        "label": item.title[:_MAX_LABEL],
        "scoreMaximum": int(points) if float(points).is_integer() else points,  # Open edX takes whole ones only
        "resourceId": str(item.item_id),
        "tag": TAG,
        "submissionReview": {
            "reviewableStatus": ["InProgress", "Submitted", "Completed"],
            "label": "Open in Caveat",
            "url": tool.launch,
        },
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
