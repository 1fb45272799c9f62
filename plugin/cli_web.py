"""`caveat web`: gunicorn, with settings that several processes behind a proxy need."""

import argparse
import os
import sys
from collections.abc import Callable

from plugin import cli_admin, metering
from plugin.config import from_environment

_THREADS = 8
# A worker gives way to a fresh one after that many requests, each at another moment: memory that a library leaks goes.
_REQUESTS, _SPREAD = 20_000, 2_000
# Longer than proxies keep an idle connection (60 s in nginx and AWS): who closes first must be the proxy, or it sends a
# request into a connection that is just being closed, and answers 502.
_IDLE_SECONDS = 75
# What is being handed in when the process is told to stop is still taken in; less than compose.yml's stop_grace_period.
_GRACE_SECONDS = 30
# Login hints travel in the address, and platforms put signed tokens into them; the most that gunicorn allows.
_LONGEST_ADDRESS = 8190


def add_verb(verb: Callable[..., argparse.ArgumentParser]) -> None:
    web = verb("web", _web, "serve the web pages")
    web.add_argument("--bind", default="127.0.0.1:8000")
    web.add_argument("--workers", type=int, default=2)


def _web(arguments: argparse.Namespace) -> None:
    settings = from_environment()  # a missing setting is said here, before several workers say it at once
    cli_admin.say_first_step(settings)
    if settings.watch.metrics_token:
        metering.begin(metering.memory_folder())
    command = [sys.executable, "-m", "gunicorn", *options(arguments.bind, arguments.workers)]
    os.execv(sys.executable, [*command, "plugin.web.app:create_app()"])  # noqa: S606 - no shell


def options(bind: str, workers: int) -> list[str]:
    """What gunicorn is told (docs.gunicorn.org, settings)."""
    told = {
        "bind": bind,
        "workers": str(workers),
        "threads": str(_THREADS),
        # The heartbeat file blocks on a slow disk (docs.gunicorn.org, FAQ).
        "worker-tmp-dir": metering.memory_folder(),
        "max-requests": str(_REQUESTS),
        "max-requests-jitter": str(_SPREAD),
        "keep-alive": str(_IDLE_SECONDS),
        "graceful-timeout": str(_GRACE_SECONDS),
        "limit-request-line": str(_LONGEST_ADDRESS),
        "logger-class": "plugin.web.gunicorn_log.Logger",
        # Nobody's: what a proxy says of the browser is believed in one place, plugin.web.app.
        "forwarded-allow-ips": "",
    }
    # Its control socket lies in the home folder, which may be read-only.
    return [*(f"--{name}={value}" for name, value in told.items()), "--no-control-socket"]
