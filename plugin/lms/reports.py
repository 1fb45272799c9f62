"""Asset Report Service: what stands beside a file in the platform (canvas-lms doc/api/document_processor.md)."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugin.domain.asset_report import AssetWords
from plugin.lms.connector import Connector
from plugin.lms.gradebook import iso
from plugin.lms.scopes import REPORTS

TYPE = "caveat"  # ours: a platform keeps one report for each asset and type
_JSON = "application/json"
_MOST = {"title": 1024, "comment": 65536, "result": 255, "indicationAlt": 1024, "errorCode": 1024}


@dataclass(frozen=True)
class AssetReport:
    """`timestamp` must grow with every report on the same asset: the platform keeps the newest."""

    lti_asset_id: str
    timestamp: datetime
    priority: int
    words: AssetWords


def post_report(connector: Connector, report_url: str, report: AssetReport) -> None:
    """Raises ServiceError; its status 409 says that a newer report stands there already."""
    connector.call("POST", report_url, REPORTS, json_text=json.dumps(body_of(report)), content_type=_JSON)


def body_of(report: AssetReport) -> dict[str, Any]:
    """Empty strings are refused, so what is not said is left out; a colour never goes without its words."""
    words = report.words
    said = {"title": words.title, "comment": words.comment, "result": words.result, "errorCode": words.error_code}
    if words.colour and words.colour_words:
        said |= {"indicationColor": words.colour, "indicationAlt": words.colour_words}
    return {
        "assetId": report.lti_asset_id,
        "type": TYPE,
        "timestamp": iso(report.timestamp),
        "processingProgress": words.progress.value,
        "priority": report.priority,
        "visibleToOwner": words.visible_to_owner,
    } | {name: text[: _MOST.get(name, len(text))] for name, text in said.items() if text}
