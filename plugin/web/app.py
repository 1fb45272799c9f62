"""The web process: settings in, one Flask application out. Closed by default: see plugin.web.visit."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import templates
from plugin import alarm, logs
from plugin.config import Settings, from_environment
from plugin.lms.key_sets import KeySets
from plugin.lms.outgoing import PlatformSession
from plugin.queue import Bell
from plugin.storage import files_of
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.web import (
    assignment_settings,
    attention,
    class_actions,
    class_csv,
    conformance,
    connecting,
    cookieless,
    course,
    course_index,
    deep_linking,
    errors,
    eula,
    exports,
    form_size,
    headers,
    health,
    help,
    kept_view,
    language_choice,
    languages,
    launch,
    limits,
    marks,
    metrics,
    notices,
    outcomes,
    own_report,
    releases,
    replies,
    reports,
    request_ids,
    review,
    submit,
    visit,
)
from plugin.web.admin import (
    account,
    administrators,
    audit,
    calibration_wizard,
    calibrations,
    connections,
    defaults,
    first_run,
    methods,
    oidc,
    overview,
    people,
    queue,
    retention,
    samples,
    sign_in,
    tokens,
    usage,
)
from plugin.web.api import routes

# Multipart borders and form fields come on top of the file itself.
FORM_ROOM = 1024 * 1024


@dataclass(frozen=True)
class Parts:
    """What request handlers use, made once: `current_app.extensions["caveat"]`."""

    settings: Settings
    database: Database
    files: FileStore
    bell: Bell
    key_sets: KeySets


def create_app(settings: Settings | None = None) -> Flask:
    settings = settings or from_environment()
    logs.begin(settings.watch)
    alarm.begin(settings, "web")
    app = Flask(__name__, template_folder=_templates(), static_folder="static")
    app.config["MAX_CONTENT_LENGTH"] = settings.max_upload + FORM_ROOM
    _believe_proxies(app, settings.trusted_proxies)
    _compress_files(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters["moment"] = languages.moment
    app.jinja_env.filters["language_name"] = languages.name_of
    app.extensions["caveat"] = Parts(
        settings,
        Database(settings.database_url),
        files_of(settings),
        Bell(settings.redis_url),
        KeySets(PlatformSession(settings.reach)),
    )
    for blueprint in (
        launch.blueprint,
        cookieless.blueprint,
        submit.blueprint,
        course.blueprint,
        class_actions.blueprint,
        class_csv.blueprint,
        assignment_settings.blueprint,
        course_index.blueprint,
        deep_linking.blueprint,
        own_report.blueprint,
        releases.blueprint,
        replies.blueprint,
        review.blueprint,
        reports.blueprint,
        marks.blueprint,
        outcomes.blueprint,
        exports.blueprint,
        exports.keys_blueprint,
        attention.blueprint,
        eula.blueprint,
        notices.blueprint,
        health.blueprint,
        metrics.blueprint,
        conformance.blueprint,
        help.blueprint,
        language_choice.blueprint,
        language_choice.admin_blueprint,
        connecting.blueprint,
        sign_in.blueprint,
        first_run.blueprint,
        oidc.blueprint,
        account.blueprint,
        routes.blueprint,
        administrators.blueprint,
        audit.blueprint,
        tokens.blueprint,
        usage.blueprint,
        overview.blueprint,
        connections.blueprint,
        queue.blueprint,
        methods.blueprint,
        samples.blueprint,
        calibrations.blueprint,
        calibration_wizard.blueprint,
        defaults.blueprint,
        retention.blueprint,
        people.blueprint,
    ):
        app.register_blueprint(blueprint)
    request_ids.install(app)
    metrics.install(app)
    form_size.install(app)
    languages.install(app)
    help.stay_in_visit(app)
    kept_view.install(app)
    visit.guard(app)
    limits.install(app, settings.redis_url)
    errors.install(app)
    headers.install(app)
    return app


def _templates() -> str:
    return str(Path(templates.__file__).parent)


def _believe_proxies(app: Flask, count: int) -> None:
    """The browser's address is what the outermost of our own proxies saw; whatever stands left of it anybody can write.
    The host is never taken from a header: our address is a setting."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]


def _compress_files(app: Flask) -> None:
    """Style sheets, scripts and drawings alone: a page holds secrets beside what others may choose, and its length
    compressed would tell of them (BREACH, breachattack.com)."""
    app.config["COMPRESS_MIMETYPES"] = ["text/css", "text/javascript", "image/svg+xml"]
    app.config["COMPRESS_ALGORITHM_STREAMING"] = ["zstd", "br", "gzip"]  # files are streams; gzip is not among its own
    Compress(app)
