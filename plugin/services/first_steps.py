"""What an administrator does first, each step ticked by what is really there; and how things stand after that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from plugin.config import Settings
from plugin.domain.institution import Institution
from plugin.services import audit, connection_check, drift, institution, queue_state, worker_beats
from plugin.services.drift import InUse
from plugin.services.queue_state import QueueState
from plugin.store.queries import administrators, calibrations, platforms
from plugin.store.secrets import TOOL_KEYS, unseal
from plugin.store.tables import Administrator, Deployment, Registration

LOOKED_AT = 200  # the latest entries of the audit log; its own page looks at all


@dataclass(frozen=True)
class Step:
    """`code`: of plugin.domain.words.first_steps."""

    code: str
    done: bool


@dataclass(frozen=True)
class Connections:
    """`failing`: whose last trial found something wrong."""

    registrations: int
    pending: int
    failing: int
    launched: datetime | None


@dataclass(frozen=True)
class Standing:
    """`broken_entry`: the number of an audit entry, among the latest, that does not follow from the one before."""

    steps: tuple[Step, ...]
    institution: Institution
    connections: Connections
    queue: QueueState
    calibrations: tuple[InUse, ...]
    broken_entry: int | None
    version: str

    @property
    def left_to_do(self) -> int:
        return sum(not step.done for step in self.steps)

    @property
    def drift(self) -> str:
        """seen | none | unknown: of fewer texts than a test needs nothing can be told."""
        if any(one.drift.drifted for one in self.calibrations):
            return "seen"
        tested = any(one.drift.distance is not None or one.drift.lower_p is not None for one in self.calibrations)
        return "none" if tested else "unknown"

    @property
    def versions_differ(self) -> bool:
        """Is a worker of another version than the web?"""
        told = {one.facts.get("version", self.version) for one in self.queue.workers if worker_beats.is_alive(one)}
        return bool(told - {self.version})


def read(session: Session, settings: Settings) -> Standing:
    now, queue = institution.read(session), queue_state.read(session)
    connections = _connections(platforms.registrations(session), platforms.deployments(session))
    return Standing(
        steps=tuple(Step(code, done) for code, done in _steps(session, settings, now, queue, connections).items()),
        institution=now,
        connections=connections,
        queue=queue,
        calibrations=tuple(drift.in_use(session)),
        broken_entry=audit.first_broken(session, LOOKED_AT),
        version=worker_beats.own_version(),
    )


def _steps(
    session: Session, settings: Settings, now: Institution, queue: QueueState, connections: Connections
) -> dict[str, bool]:
    return {
        "address": settings.base_url.startswith("https://") and _opens(session, settings.secret_key),
        "administrator": any(map(_has_second_factor, administrators.all_of_them(session))),
        "named": bool(now.name and now.contact),
        "workers": bool(queue.scorers and queue.couriers),
        "model": any(map(queue_state.is_ready_to_score, queue.workers)),
        "calibration": any(row.state == "ready" for row in calibrations.all_of_them(session)),
        "registration": bool(connections.registrations),
        "launch": connections.launched is not None,
        "retention": institution.is_decided(session, "keep_days"),
    }


def _connections(registrations: Sequence[Registration], deployments: Sequence[Deployment]) -> Connections:
    return Connections(
        registrations=len(registrations),
        pending=sum(one.state == "pending" for one in deployments),
        failing=sum(connection_check.passed(one) is False for one in registrations),
        launched=max((one.launched for one in deployments if one.launched), default=None),
    )


def _has_second_factor(administrator: Administrator) -> bool:
    """Single sign-on brings the institution's own."""
    return administrator.disabled is None and (administrator.totp is not None or administrator.oidc_sub is not None)


def _opens(session: Session, secret_key: str) -> bool:
    """Does the secret key open what was sealed? Before the first key there is nothing to open."""
    key = platforms.signing_key(session)
    try:
        return key is None or bool(unseal(key.private_pem, secret_key, TOOL_KEYS))
    except InvalidToken:
        return False
