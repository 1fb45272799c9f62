"""What is done to the house while it works. Each lasts for some seconds or is over at once; nobody mends anything."""

import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.chaos.disk import fill, free
from tests.chaos.house import House

OUTAGE = 12.0  # seconds
SKEW = 75.0  # seconds: more than any leeway, little enough that what waits for the right time comes within this run


@dataclass(frozen=True)
class Fault:
    """`befall` returns when the fault is over. `stops`: what cannot work meanwhile, of "hand in", "score", "mark"."""

    kind: str
    name: str
    befall: Callable[[House], None]
    stops: tuple[str, ...]


def _killed(service: str) -> Callable[[House], None]:
    return lambda house: house.supervisor.kill(service)


def _child_killed(service: str) -> Callable[[House], None]:
    return lambda house: house.supervisor.kill_child(service)


def _away(service: str, house: House) -> None:
    house.supervisor.hold(service)
    time.sleep(OUTAGE)
    house.supervisor.release(service)


def _redis_loses_all(house: House) -> None:
    """It keeps nothing on disk, as in docker/compose.yml."""
    shutil.rmtree(house.data.parent / "redis", ignore_errors=True)
    (house.data.parent / "redis").mkdir()
    house.supervisor.kill("redis")


def _postgres_restarted(house: House) -> None:
    house.supervisor.ask_to_stop("postgres", signal.SIGINT)  # "fast": whoever is connected is cut off


def _disk_full(house: House) -> None:
    fill(house)
    time.sleep(OUTAGE)
    free(house)


def _refused(house: House) -> None:
    house.lms.close()
    time.sleep(OUTAGE)
    house.lms.open()


def _weather(weather: str, seconds: float, house: House) -> None:
    house.lms.turn(weather)
    time.sleep(seconds)
    house.lms.turn("")


def _clock(service: str, seconds: float, house: House) -> None:
    """Ends as it began: by a restart."""
    usual = house.supervisor.services[service].command
    house.supervisor.replace(service, [*usual, "--clock", str(seconds)])
    time.sleep(OUTAGE)
    house.supervisor.replace(service, usual)


HAND_IN, SCORE, MARK = "hand in", "score", "mark"
ALL = (HAND_IN, SCORE, MARK)
# Those that leave a lease behind come first: it lasts five minutes.
FAULTS = (
    Fault("courier", "kill -9 courier", _killed("courier"), (MARK,)),
    Fault("scorer", "kill -9 scorer, all of it", _killed("scorer"), (SCORE,)),
    Fault("lms slow", "LMS hangs", partial(_weather, "hangs", 20.0), (MARK,)),
    Fault("redis", "kill -9 Redis, its data lost", _redis_loses_all, (SCORE, MARK)),
    Fault("postgres", "kill -9 PostgreSQL", _killed("postgres"), ALL),
    Fault("web", "kill -9 web, all of it", _killed("web"), (HAND_IN,)),
    Fault("lms down", "LMS refuses connections", _refused, (HAND_IN, MARK)),
    Fault("clock", "courier's clock ahead", partial(_clock, "courier", SKEW), (MARK,)),
    Fault("scorer", "kill -9 of the process that scores", _child_killed("scorer"), (SCORE,)),
    Fault("disk", "disk for documents full", _disk_full, (HAND_IN, SCORE)),
    Fault("lms lying", "LMS stores the mark and answers 500", partial(_weather, "stores and fails", OUTAGE), (MARK,)),
    Fault("redis", "Redis away for a while", partial(_away, "redis"), (SCORE, MARK)),
    Fault("postgres", "PostgreSQL restarted", _postgres_restarted, ALL),
    Fault("lms lying", "LMS answers 200 and stores nothing", partial(_weather, "nonsense", OUTAGE), (MARK,)),
    Fault("clock", "scorer's clock an hour behind", partial(_clock, "scorer", -3600.0), (SCORE,)),
    Fault("web", "kill -9 of one web process", _child_killed("web"), ()),
    Fault("clock", "courier's clock behind", partial(_clock, "courier", -SKEW), (MARK,)),
)  # fmt: skip
# For the suite: each over at once or soon, and mended without a long wait.
SHORT = (
    Fault("lms lying", "LMS stores the mark and answers 500", partial(_weather, "stores and fails", 5.0), (MARK,)),
    Fault("scorer", "kill -9 of the process that scores", _child_killed("scorer"), (SCORE,)),
    Fault("postgres", "kill -9 PostgreSQL", _killed("postgres"), ALL),
    Fault("web", "kill -9 web, all of it", _killed("web"), (HAND_IN,)),
)
