"""The tool, and platforms that have never met it, all served: for connecting them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from plugin.services import connecting
from plugin.services.platforms import ensure_key
from plugin.store.files import FileStore
from plugin.store.queries import platforms
from plugin.store.tables import Registration
from plugin.web.app import create_app
from tests.conftest import PLATFORM_KEY, House, settings_in
from tests.databases import migrated
from tests.platforms.app import make_app, make_platform
from tests.platforms.browser import Browser
from tests.platforms.personality import CANVAS, D2L, MOODLE
from tests.platforms.registrations import Registrar, registrar_of
from tests.platforms.server import free_port, serving


@dataclass
class Strangers:
    """One tool and a registrar of each family."""

    tool: House
    registrars: dict[str, Registrar]

    def invite(self, days: int = 1) -> str:
        with self.tool.database.session() as session:
            return connecting.invite(session, "the law school", days)[1]

    def knock(self, name: str, invitation: str) -> str:
        return self.registrars[name].begin(f"{self.tool.settings.base_url}/lti/register?invitation={invitation}")

    def open(self, name: str, invitation: str | None = None) -> Browser:
        browser = Browser()
        browser.open(self.knock(name, invitation or self.invite()))
        return browser

    def registered(self, name: str) -> Registration | None:
        platform = self.registrars[name].platform
        with self.tool.database.session() as session:
            return platforms.find_registration(session, platform.issuer, platform.client_id)

    def count(self) -> int:
        with self.tool.database.session() as session:
            return len(platforms.registrations(session))


@contextmanager
def strangers_in(folder: Path) -> Iterator[Strangers]:
    settings = settings_in(folder)
    database = migrated(settings)
    with database.session() as session:
        ensure_key(session, settings.secret_key)
    registrars = {}
    with ExitStack() as served:
        for personality in (CANVAS, MOODLE, D2L):
            port = free_port()
            lms = make_platform(personality, f"http://127.0.0.1:{port}", settings.base_url, key=PLATFORM_KEY)
            app = make_app(lms)
            served.enter_context(serving(app, port))
            registrars[personality.name] = registrar_of(app)
        served.enter_context(serving(create_app(settings), int(settings.base_url.rsplit(":", 1)[1])))
        house = House(settings, database, FileStore(settings.files_dir), registrars["moodle"].platform)
        yield Strangers(house, registrars)
    database.dispose()
