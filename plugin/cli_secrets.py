"""`caveat admin reseal`: the last step before an old CAVEAT_SECRET_KEY may go."""

import argparse
import sys
from typing import Any

from plugin import cli_house
from plugin.services import jobs
from plugin.services.audit import COMMAND
from plugin.services.resealing import reseal
from plugin.storage import files_of, job_files_of

# What a table's sealed column is, in words.
_WHAT = {
    "tool_keys": "a key that signs to the LMSs: caveat admin rotate-key --now makes a new one",
    "report_keys": "a key that signs reports: a new one is made when the next report is taken away",
    "watermark_keys": "the key of a watermark: add it again, see docs/watermarks.md",
    "administrators": "an administrator's one-time codes: caveat admin administrators reset NAME",
}


def add_arguments(actions: Any) -> None:
    what = "seal with the newest CAVEAT_SECRET_KEY all that one of CAVEAT_SECRET_KEY_FALLBACKS sealed"
    actions.add_parser("reseal", help=what).set_defaults(action=_reseal)


def _reseal(_: argparse.Namespace) -> int:
    database, settings = cli_house.here()
    with database.session() as session:
        found = reseal(session, settings.secret_key, COMMAND)
    files = files_of(settings)
    renewed = sum(files.renew(folder) for folder in range(256)) + jobs.renew_files(database, job_files_of(settings))
    print(f"{found.done} secrets and {renewed} files are sealed with the newest key now.")
    for table in found.lost:
        print(f"No key that is listed opens {_WHAT[table]}", file=sys.stderr)
    return 1 if found.lost else 0
