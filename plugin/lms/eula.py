"""EULA service: who accepted our terms of use, and whether anybody has to (canvas-lms asset_processor_eula)."""

import json
from dataclasses import dataclass
from datetime import datetime

from plugin.lms.connector import Connector
from plugin.lms.gradebook import iso, with_path_ending
from plugin.lms.scopes import EULA_DEPLOYMENT, EULA_USER

_JSON = "application/json"


@dataclass(frozen=True)
class Answered:
    lti_sub: str
    accepted: bool
    moment: datetime


def post_answer(connector: Connector, eula_url: str, answer: Answered) -> None:
    """Raises ServiceError; its status 409 says that a newer answer stands there already."""
    body = {"userId": answer.lti_sub, "accepted": answer.accepted, "timestamp": iso(answer.moment)}
    url = with_path_ending(eula_url, "user")
    connector.call("POST", url, EULA_USER, json_text=json.dumps(body), content_type=_JSON)


def forget_answers(connector: Connector, eula_url: str) -> None:
    """Everybody is asked anew: the terms have changed. Raises ServiceError."""
    connector.call("DELETE", with_path_ending(eula_url, "user"), EULA_USER)


def require(connector: Connector, eula_url: str, required: bool) -> None:
    """Raises ServiceError."""
    url, body = with_path_ending(eula_url, "deployment"), json.dumps({"eulaRequired": required})
    connector.call("PUT", url, EULA_DEPLOYMENT, json_text=body, content_type=_JSON)
