"""The smallest LTI tool that pylti1p3next's own Flask example makes: login and launch, everything in memory.

It keeps no course, person or visit, checks neither audience nor age of a token, and forgets all when it ends.
"""

import time
from typing import Any

from flask import Flask, redirect, request
from pylti1p3.contrib.flask import FlaskCacheDataStorage, FlaskMessageLaunch, FlaskOIDCLogin, FlaskRequest
from pylti1p3.tool_config import ToolConfDict


class Memory:
    """The cache that the example takes from Flask-Caching, without its pickling."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Any, float]] = {}

    def get(self, key: str) -> Any:
        value, until = self._kept.get(key, (None, 0.0))
        return value if time.time() < until else None

    def set(self, key: str, value: Any, seconds: float | None) -> None:
        self._kept[key] = (value, time.time() + (seconds or 7200))


def make_bare_tool(registration: dict[str, str], key_set: dict[str, Any]) -> Flask:
    """`key_set` lies in the configuration: its keys are never fetched."""
    app, cache = Flask(__name__), Memory()
    app.secret_key = "a benchmark's"
    tool = ToolConfDict(
        {
            registration["issuer"]: [
                {
                    "default": True,
                    "client_id": registration["client_id"],
                    "auth_login_url": registration["auth_url"],
                    "auth_token_url": registration["token_url"],
                    "key_set_url": registration["jwks_url"],
                    "key_set": key_set,
                    "deployment_ids": [registration["deployment_id"]],
                }
            ]
        }
    )

    @app.post("/lti/login")
    def login() -> Any:
        oidc = FlaskOIDCLogin(FlaskRequest(), tool, launch_data_storage=FlaskCacheDataStorage(cache))
        return oidc.redirect(request.form["target_link_uri"])

    @app.post("/lti/launch")
    def launch() -> Any:
        message = FlaskMessageLaunch(FlaskRequest(), tool, launch_data_storage=FlaskCacheDataStorage(cache))
        message.get_launch_data()
        return redirect("/visits/" + message.get_launch_id())

    return app
