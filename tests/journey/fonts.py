"""Chinese glyphs for the browser of the tests, out of the package that reports on paper use: a bare machine has no
others."""

import os
from importlib.util import find_spec
from pathlib import Path

CONFIGURATION = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{fonts}</dir></fontconfig>
"""


def with_chinese(folder: Path) -> dict[str, str | float | bool]:
    """The environment to start Chromium in; `folder` takes the configuration."""
    package = find_spec("noto_cjk_sans_otc")
    fonts = Path(package.origin or "").parent if package else folder
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "fonts.conf"
    file.write_text(CONFIGURATION.format(fonts=fonts))
    return {**os.environ, "FONTCONFIG_FILE": str(file)}
