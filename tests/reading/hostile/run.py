"""All of them through `read`, two at a time: `python -m tests.reading.hostile.run`. Tells as JSON what came of each,
in how many seconds, and how much memory the largest process took."""

import json
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from plugin.domain.document import Unreadable
from tests.reading.hostile.packages import PACKAGES
from tests.reading.hostile.pdfs import PDFS
from tests.reading.hostile.texts import TEXTS
from workers.reading.read import DEFAULT, read

CORPUS = PACKAGES | PDFS | TEXTS
LIMITS = replace(DEFAULT, cpu_seconds=1, wall_seconds=20.0)


def tried(name: str) -> tuple[str, str, float]:
    data = CORPUS[name][0]()
    began = time.monotonic()
    try:
        came = "text" if read(data, LIMITS).content else "nothing"
    except Unreadable as error:
        came = error.reason.value
    return name, came, time.monotonic() - began


def main() -> None:
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(tried, CORPUS))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(json.dumps({"answers": answers, "peak": peak, "still": read(b"Plain words.").content}))


if __name__ == "__main__":
    main()
