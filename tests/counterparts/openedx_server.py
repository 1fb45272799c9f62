"""Open edX as a platform: PyPI's lti-consumer-xblock, served over HTTP in a process and a Python of its own.

That package is AGPL-3.0: it runs here as another program that the tests talk to, is never imported by the project,
never installed with it, never shipped. tests/boundaries/test_counterparts.py keeps it so.

What a real Open edX has around the package (blocks, people, a gradebook) is in openedx_course.py.
"""

import secrets
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from serving import serve

USAGE_ID = r"(?P<usage_id>(?:i4x://?[^/]+/[^/]+/[^/]+/[^@]+(?:@[^/]+)?)|(?:[^/]+))"  # as in edx-platform


def open_edx(base_url: str) -> Any:
    settings.configure(
        SECRET_KEY=secrets.token_hex(), ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF="openedx_urls", USE_TZ=True,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "lti_consumer"],
        MIGRATION_MODULES=dict.fromkeys(("lti_consumer", "auth", "contenttypes")),  # the tables at once
        MIDDLEWARE=[
            "edx_django_utils.cache.middleware.RequestCacheMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField", LOGGING_CONFIG=None, OPENEDX_TELEMETRY=[],
        PLATFORM_NAME="Northfield", USAGE_ID_PATTERN=USAGE_ID, LTI_BASE=base_url, LTI_API_BASE=base_url,
    )  # fmt: skip
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    return get_wsgi_application()


if __name__ == "__main__":
    serve(open_edx)
