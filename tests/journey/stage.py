"""A browser for each kind of reader, on any of the places, as wide, dark and in the language that a test asks for."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import update

from plugin.services import administrators
from plugin.store.files import FileStore
from plugin.store.migrate import migrate
from plugin.store.session import Database
from plugin.store.tables import Administrator, Visit
from plugin.web.admin import door
from plugin.web.app import create_app
from tests.conftest import House, house_of, settings_in
from tests.journey.chromium import FLAGS
from tests.journey.filled import fill, named, run_ids, submission_ids
from tests.journey.fonts import with_chinese
from tests.journey.places import USUAL, Place
from tests.platforms.personality import MOODLE

HEIGHT = 900


class Stage:
    def __init__(self, house: House, browser: Any):
        self.house, self._browser = house, browser
        self._pages: dict[str, Any] = {}
        self._visits: dict[str, str] = {}
        self._app: Flask = create_app(house.settings)
        self._names: dict[str, Any] = {
            **run_ids(house), **named(house),
            **{f"{key}_receipt": one for key, one in submission_ids(house).items()},
        }  # fmt: skip

    def show(self, place: Place, width: int = 1280, scheme: str = "light", locale: str = "en") -> Any:
        page = self._page_of(place.who)
        self._speak(locale)
        USUAL(self.house)
        if place.given:
            place.given(self.house)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        answer = page.goto(self._address(place, locale))
        assert answer.status == place.status, f"{place.name}: {answer.status}"
        if place.then:
            with page.expect_navigation():
                place.then(page)
        return page

    def _address(self, place: Place, locale: str) -> str:
        path = place.path
        if not path.startswith("/"):
            with self._app.test_request_context():
                path = self._app.url_for(path)
        path = path.format(visit=self._visits.get(place.who), **self._names)
        asked = f"{'&' if '?' in path else '?'}language={locale}" if place.who == "nobody" and locale != "en" else ""
        return self.house.settings.base_url + path + asked

    def _page_of(self, who: str) -> Any:
        if who not in self._pages:
            context = self._browser.new_context()
            self._pages[who] = page = context.new_page()
            if who == "admin":
                self._sign_in(context)
            elif who != "nobody":
                person, _, message = who.partition("@")
                page.goto(f"{self.house.platform.base_url}/as/{person}/{message}{'/' if message else ''}launch")
                page.wait_for_url("**/visits/**")
                self._visits[who] = page.url.split("/visits/")[1].split("/")[0]
        return self._pages[who]

    def _sign_in(self, context: Any) -> None:
        with self.house.database.session() as session:
            ada = Administrator(name="ada")
            session.add(ada)
            session.flush()
            secret = administrators.open_session(session, ada)
        # Playwright takes a cookie with this prefix for https alone, and localhost is as good to the browser.
        context.set_extra_http_headers({"Cookie": f"{door.COOKIE}={secret}"})

    def _speak(self, locale: str) -> None:
        with self.house.database.session() as session:
            session.execute(update(Visit).values(locale=locale))
            session.execute(update(Administrator).values(locale=locale))


@contextmanager
def stage(folder: Path, playwright: Any, chromium: str) -> Iterator[Stage]:
    with ExitStack() as stack:
        settings = settings_in(folder)
        database = Database(settings.database_url)
        stack.callback(database.dispose)
        migrate(database)
        house = stack.enter_context(house_of(MOODLE, settings, database, FileStore(settings.files_dir)))
        fill(house)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS, env=with_chinese(folder))
        stack.callback(browser.close)
        yield Stage(house, browser)
