"""Tool and platforms on two sites over https, and Chromium with as many cookies blocked as a test wants."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask, make_response, request

from plugin.config import Settings
from plugin.lms.platform import Platform as ToolPlatform
from plugin.services import platforms as platform_service
from plugin.store.files import FileStore
from plugin.store.migrate import migrate
from plugin.store.session import Database
from plugin.web.app import create_app
from tests.conftest import House
from tests.journey.chromium import FLAGS
from tests.journey.fonts import with_chinese
from tests.platforms.app import make_app, make_platform
from tests.platforms.certificates import self_made
from tests.platforms.personality import CANVAS, MOODLE, Personality
from tests.platforms.platform import Platform
from tests.platforms.server import free_port, serving
from tests.platforms.signing import Key

TOOL, LMS, OTHER = "tool.example", "lms.example", "other.example"
MAPPED = "--host-resolver-rules=" + ", ".join(f"MAP {host} 127.0.0.1" for host in (TOOL, LMS, OTHER))
BLOCK = 2  # Chromium's CONTENT_SETTING_BLOCK


@dataclass
class Sites:
    houses: dict[str, House]
    probe: str
    other: str


@contextmanager
def two_sites(folder: Path) -> Iterator[Sites]:
    certificate = self_made(folder, TOOL, LMS, OTHER)
    with ExitStack() as stack:
        probe = stack.enter_context(serving(probe_app(), certificate=certificate)).rsplit(":", 1)[1]
        houses = {p.name: _house(stack, p, folder / p.name, certificate) for p in (CANVAS, MOODLE)}
        other = houses["canvas"].platform.base_url.replace(LMS, OTHER)
        yield Sites(houses, f"https://{TOOL}:{probe}/", other)


def _house(stack: ExitStack, personality: Personality, folder: Path, certificate: tuple[str, str]) -> House:
    tool_port, lms_port, keys_port, services_port = (free_port() for _ in range(4))
    settings = Settings(
        data_dir=folder, secret_key="a test's secret key, long enough to be one", insecure_platforms=True,
        base_url=f"https://{TOOL}:{tool_port}", database_url=f"sqlite:///{folder / 'caveat.db'}",
        redis_url="redis://127.0.0.1:1/0",
    )  # fmt: skip
    database = Database(settings.database_url)
    stack.callback(database.dispose)
    migrate(database)
    platform = make_platform(personality, f"https://{LMS}:{lms_port}", settings.base_url, key=Key("platform-1"))
    platform.tool = replace(platform.tool, jwks_url=f"http://127.0.0.1:{keys_port}/lti/jwks")
    _register(database, platform, f"http://127.0.0.1:{services_port}")
    tool, lms = create_app(settings), make_app(platform)
    for served, port, with_certificate in (
        (tool, tool_port, certificate), (tool, keys_port, None),
        (lms, lms_port, certificate), (lms, services_port, None),
    ):  # fmt: skip
        stack.enter_context(serving(served, port, with_certificate))
    return House(settings, database, FileStore(settings.files_dir), platform)


def _register(database: Database, platform: Platform, services: str) -> None:
    """Outside the browser nobody knows the sites' names, nor who signed their certificate: keys are got over http."""
    values = platform.registration() | {"jwks_url": services + "/jwks", "token_url": services + "/token"}
    deployment = values.pop("deployment_id")
    with database.session() as session:
        platform_service.register(session, ToolPlatform(**values), [deployment])


def probe_app() -> Flask:
    """On the tool's site: sets a plain third-party cookie and a partitioned one, and says which came back."""
    app = Flask("probe")

    @app.get("/")
    def probe() -> Any:
        own = {"plain", "partitioned"} & set(request.cookies)
        response = make_response(" ".join(sorted(own)))
        for name, partitioned in (("plain", False), ("partitioned", True)):
            response.set_cookie(name, "1", secure=True, samesite="None", partitioned=partitioned)
        return response

    return app


@contextmanager
def chromium(playwright: Any, executable: str, folder: Path, blocked: str = "") -> Iterator[Any]:
    """A browser of its own with third-party cookies blocked. `blocked`: of the tool even Partitioned ones are, in
    "frames" of the LMS or "everywhere" (what Chromium does on its settings page under "sites that can't use cookies").
    """
    exceptions = {"": {}, "frames": {f"https://[*.]{TOOL},https://[*.]{LMS}": {"setting": BLOCK}},
                  "everywhere": {f"https://[*.]{TOOL},*": {"setting": BLOCK}}}[blocked]  # fmt: skip
    profile = {"cookie_controls_mode": 1, "content_settings": {"exceptions": {"cookies": exceptions}}}
    (folder / "Default").mkdir(parents=True)
    (folder / "Default" / "Preferences").write_text(json.dumps({"profile": profile}))
    context = playwright.chromium.launch_persistent_context(
        str(folder), executable_path=executable, args=[*FLAGS, MAPPED], ignore_https_errors=True,
        env=with_chinese(folder), viewport={"width": 1000, "height": 900},
    )  # fmt: skip
    try:
        yield context
    finally:
        context.close()


def cookies_that_come_back(context: Any, sites: Sites) -> str:
    """What of the probe's cookies a frame within the LMS sends on a second visit."""
    page = context.new_page()
    page.goto(sites.houses["moodle"].platform.base_url + "/")
    for _ in range(2):
        page.evaluate(
            """url => new Promise(done => {
            const frame = document.createElement("iframe");
            Object.assign(frame, { src: url, name: "probe", onload: done });
            document.querySelector("iframe[name=probe]")?.remove();
            document.body.append(frame); })""",
            sites.probe,
        )
    found = page.frame(name="probe").locator("body").inner_text()
    page.close()
    return str(found).strip()


def opened(page: Any, house: House, key: str = "mei") -> Any:
    """The tool's frame, once the session has begun."""
    page.goto(f"{house.platform.base_url}/as/{key}")
    tool = page.frame(name="tool")
    tool.get_by_role("heading", name="A place that changed").wait_for()
    return tool
