"""Which tests `make test` leaves to `make test-long`, so that it stays short: every page in every state, in a browser
and in each language; the same way on the other engine; methods whose promises are about many texts; all of it shot.
"""

import pytest

LONG = (
    "bench/test_scoring.py",
    "chaos/test_chaos.py",
    "journey/test_accessibility.py",
    "journey/test_choosing.py",
    "journey/test_in_chinese.py",
    "journey/test_native.py",
    "journey/test_on_a_report.py",
    "journey/test_page_session.py",
    "journey/test_replying.py",
    "journey/test_three_roles.py",
    "journey/test_way_in.py",
    "journey/test_whole_way_on_postgres.py",
    "journey/test_writes_nothing_private.py",
    "scoring/test_embedded.py",
    "scoring/watermarks/test_green_list.py",
    "scoring/watermarks/test_gumbel.py",
    "scoring/watermarks/test_synthid.py",
    "training/test_train.py",
    "training/test_assess.py",
    "training/test_crossfit.py",
    "training/test_measures.py",
    "workers/test_batch.py",
    "workers/test_jobs.py",
    "workers/test_score_files.py",
)
# The use cases on both engines: on SQLite each time, on PostgreSQL here. What stores and migrates runs on both.
LONG_ON_POSTGRESQL = ("services/",)


def mark(items: list[pytest.Item]) -> None:
    for item in items:
        if is_long(item.nodeid):
            item.add_marker(pytest.mark.long)


def is_long(nodeid: str) -> bool:
    file, _, name = nodeid.removeprefix("tests/").partition("::")
    return file in LONG or (file.startswith(LONG_ON_POSTGRESQL) and "[postgresql" in name)
