"""Submissions and marks flow through the real product while one part of it after the other is shot:

    python -m tests.chaos [--submissions 500] [--minutes 5] [--most 15] [--short] [--keep FOLDER]

At the end every submission that was answered with a receipt must be scored or say why not, and every mark that a
teacher returned must stand in the LMS once, the newest. Prints how long each fault was felt; the exit status is 1 where
anything was lost or doubled.
"""

import argparse
import logging
import signal
import sys
import tempfile
from pathlib import Path

from tests.chaos.run import Plan, run
from tests.chaos.said import say


def main() -> int:
    how = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # nothing that was started stays behind
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)  # this process's own connections are shot, too
    plan = Plan(how.submissions, 60 * how.minutes, how.short, 60 * how.most, how.mark_each)
    if how.keep:
        return say(run(how.keep.resolve(), plan))
    with tempfile.TemporaryDirectory(prefix="caveat-chaos-") as folder:
        return say(run(Path(folder), plan))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=5.0, help="over which they are handed in")
    parser.add_argument("--most", type=float, default=15.0, help="minutes, after which nothing more is begun")
    parser.add_argument("--mark-each", type=int, default=1, metavar="N", help="mark one student in N")
    parser.add_argument("--short", action="store_true", help="only the faults that the suite tries")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where logs and data stay")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
