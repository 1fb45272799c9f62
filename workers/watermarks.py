"""The watermarks that an administrator keeps, ready to be looked for."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from plugin.domain.watermarks import WatermarkError, WatermarkSetting
from plugin.services import watermark_keys
from plugin.store.session import Database

if TYPE_CHECKING:
    from workers.scoring.watermarks import WatermarkTest

log = logging.getLogger(__name__)


def kept(database: Database, secret_key: str) -> list[WatermarkSetting]:
    """Raises WatermarkError when they cannot be opened."""
    with database.session() as session:
        return watermark_keys.settings(session, secret_key)


def usable(database: Database, secret_key: str, cache_dir: Path) -> "tuple[WatermarkTest, ...]":
    """Those that can be looked for. A wrong tokenizer must not keep every submission from its score, so one that
    cannot is logged and left out; `caveat doctor` names it too."""
    try:
        settings = kept(database, secret_key)
    except WatermarkError as error:
        log.error("no watermark is looked for: %s", error)
        return ()
    return tuple(test for setting in settings for test in _loaded(setting, cache_dir))


def _loaded(setting: WatermarkSetting, cache_dir: Path) -> "Sequence[WatermarkTest]":
    from workers.scoring.watermarks import load_tests

    try:
        return load_tests([setting], cache_dir)
    except WatermarkError as error:
        log.error("the watermark %s is not looked for: %s", setting.name, error)
        return ()
