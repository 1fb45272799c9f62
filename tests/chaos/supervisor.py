"""What systemd or a container engine does: whatever dies is started again after a second, and nothing else."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PAUSE = 1.0  # RestartSec=1s
STOP_SECONDS = 20.0


@dataclass
class Service:
    """`user`: of whom it runs, where that is another than ourselves."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    user: str | None = None
    wanted: bool = True
    starts: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Each service leads a process group of its own, which ends with it as a control group or container does."""

    def __init__(self, logs: Path):
        self.logs, self.services = logs, dict[str, Service]()
        self._over, self._lock = threading.Event(), threading.RLock()
        logs.mkdir(parents=True, exist_ok=True)
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def add(self, service: Service) -> None:
        with self._lock:
            self.services[service.name] = service
            self._start(service)

    def kill(self, name: str) -> None:
        """kill -9 of the service and all that it started."""
        service = self.services[name]
        _signal_group(service, signal.SIGKILL)
        self._await_end(service)

    def kill_child(self, name: str) -> None:
        """kill -9 of one process that the service started, as the kernel does when memory runs out."""
        process = self.services[name].process
        children = psutil.Process(process.pid).children() if process else []
        if children:
            with suppress(psutil.NoSuchProcess):
                max(children, key=lambda child: child.memory_info().rss).kill()

    def ask_to_stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        """A polite restart: it ends by itself, and is started again."""
        service = self.services[name]
        if service.process is not None:
            service.process.send_signal(how)
            self._await_end(service)

    def hold(self, name: str) -> None:
        """Dead at once, and not started before `release`."""
        self.services[name].wanted = False
        self.kill(name)

    def release(self, name: str) -> None:
        self.services[name].wanted = True

    def replace(self, name: str, command: Sequence[str]) -> None:
        """Stopped politely; started again as `command`."""
        self.services[name].command = command
        self.ask_to_stop(name)

    def stop(self) -> None:
        """All of them, the last started first."""
        self._over.set()
        self._thread.join()
        for service in reversed(self.services.values()):
            _signal_group(service, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        for service in reversed(self.services.values()):
            if service.process is not None:
                with suppress(subprocess.TimeoutExpired):
                    service.process.wait(max(until - time.monotonic(), 0.1))
                _signal_group(service, signal.SIGKILL)
                service.process.wait()

    def _watch(self) -> None:
        while not self._over.wait(PAUSE):
            with self._lock:
                for service in self.services.values():
                    if service.wanted and not service.is_alive:
                        _signal_group(service, signal.SIGKILL)  # what it left behind would hold its port
                        self._start(service)

    def _start(self, service: Service) -> None:
        service.starts += 1
        with (self.logs / f"{service.name}.log").open("ab") as log:
            service.process = subprocess.Popen(
                service.command, env=dict(service.environment), stdout=log, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL, start_new_session=True, user=service.user,
            )  # fmt: skip

    def _await_end(self, service: Service) -> None:
        if service.process is not None:
            with suppress(subprocess.TimeoutExpired):
                service.process.wait(STOP_SECONDS)


def _signal_group(service: Service, which: signal.Signals) -> None:
    if service.process is not None:
        with suppress(ProcessLookupError):
            os.killpg(service.process.pid, which)
