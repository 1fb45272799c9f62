"""A local calibration made as the administration's wizard has it made: a ZIP is asked for, the scorer's job does it in
parts. Says how many texts serve, how long it took, and what the lines can promise.

    python -m bench.wizard FILE.jsonl.gz... [--limit N]

Each line: text, label, and where known group_id, which is taken for the author. Human texts alone are used.
"""

import argparse
import gzip
import io
import json
import tempfile
import time
import zipfile
from pathlib import Path
from uuid import UUID

from plugin.config import Settings
from plugin.services import calibration_making, calibrations
from plugin.services.audit import COMMAND
from plugin.services.calibration_making import Order
from plugin.store.migrate import migrate
from plugin.store.session import Database
from plugin.store.tables import Calibration, Job
from workers.jobs import Jobs
from workers.scoring.compared import Compared
from workers.scoring.scorer import Scorer, for_embedded


class Bell:
    """The queue is empty here: a part that is rung for is begun at once."""

    def job(self, job_id: UUID) -> bool:
        return True


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=10_000)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--cache", type=Path, help="where the embedded model is, or will be, unpacked")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache = arguments.cache or Path(folder) / "cache"
        told = measured(Path(folder), arguments.files, arguments.limit, for_embedded(cache, arguments.device))
    print(json.dumps(told, indent=1))


def measured(folder: Path, files: list[Path], limit: int, scorer: Scorer) -> dict[str, object]:
    settings = Settings(folder, "x" * 32, "http://localhost", f"sqlite:///{folder / 'c.db'}", "redis://127.0.0.1:1/0")
    database = Database(settings.database_url)
    migrate(database)
    compared = Compared(scorer, "", settings.calibrations_dir)
    compared.built_in.warm_up()
    room = Jobs(settings, database, lambda: compared, Bell())  # type: ignore[arg-type]
    with database.session() as session:
        job_id = calibration_making.ask(session, settings, COMMAND, Order("measured", True), zipped(files, limit))
    begun, spent, parts, longest = time.perf_counter(), time.process_time(), 0, 0.0
    while state(database, job_id) == "queued":
        at = time.perf_counter()
        room.do(job_id)
        parts, longest = parts + 1, max(longest, time.perf_counter() - at)
    seconds = time.perf_counter() - begun
    with database.session() as session:
        row = session.query(Calibration).one()
    kept = sum(file.stat().st_size for file in settings.jobs_dir.rglob("*") if file.is_file())
    size = calibrations.file_of(settings, "measured").stat().st_size if row.state == "ready" else 0
    told = {key: row.facts.get(key) for key in ("found", "used", "left_out", "difference")}
    strata = [{key: one[key] for key in ("name", "n", "own", "lines")} for one in row.facts.get("strata", ())]
    return {
        "state": row.state, "problem": row.problem, "seconds": round(seconds, 1), "parts": parts,
        "cpu_seconds": round(time.process_time() - spent, 1),
        "longest_part": round(longest, 1), "bytes_of_texts_left": kept, "bytes_of_numbers": size,
    } | told | {"strata": strata}  # fmt: skip


def zipped(files: list[Path], limit: int) -> io.BytesIO:
    packed, count = io.BytesIO(), 0
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            with gzip.open(file, "rt") as lines:
                for raw in map(json.loads, lines):
                    if raw["label"] == "human" and count < limit:
                        archive.writestr(f"{raw.get('group_id') or count}/{count}.txt", raw["text"])
                        count += 1
    packed.seek(0)
    return packed


def state(database: Database, job_id: UUID) -> str:
    with database.session() as session:
        return session.get_one(Job, job_id).state


if __name__ == "__main__":
    main()
