"""gunicorn's own lines in the form of all others, with no words of an exception."""

import os
from typing import Any

from gunicorn.glogging import Logger as GunicornLogger

from plugin import logs
from plugin.watch_settings import watch_settings


class Logger(GunicornLogger):  # type: ignore[misc]
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(logs.formatter(watch_settings(os.environ)))
