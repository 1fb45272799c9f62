"""Our terms of use where a platform asks for them: who accepted, and telling the platform so."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.asset_report import AssetError
from plugin.domain.status import ReturnState
from plugin.lms import eula as service
from plugin.lms.platform import Platform, SigningKey
from plugin.services import asset_reports, tries
from plugin.services.platforms import platform_of, signing_key
from plugin.services.tries import Answer
from plugin.store.queries import assets, clock
from plugin.store.queries import eula as queries
from plugin.store.tables import Asset, Deployment, EulaAnswer

VERSION = "2026-11"  # of templates/_terms.html; with new words comes a new one, and `caveat admin eula renew`


@dataclass(frozen=True)
class EulaWork:
    """All that telling the platform needs: plain data, no session behind it. `eula_url`: "" where none is known."""

    answer_id: UUID
    answer: service.Answered
    platform: Platform
    key: SigningKey
    eula_url: str


@dataclass(frozen=True)
class Written:
    """What waits after an answer: itself, to be told; assets that may be fetched now; reports of those that may not."""

    answer_id: UUID
    assets: tuple[UUID, ...] = ()
    reports: tuple[UUID, ...] = ()


def may_read(session: Session, deployment: Deployment, person_id: UUID) -> bool:
    """A no is a no; where nobody was asked, nobody needs to have said yes."""
    answer = queries.answer_of(session, deployment.id, person_id)
    return answer.accepted if answer is not None else not deployment.eula_required


def may_fetch(session: Session, asset: Asset) -> bool:
    """Asked again at each step: a student may decline, and terms may be renewed, while a file is on its way."""
    submission = asset.submission
    return may_read(session, submission.assignment.course.deployment, submission.person_id)


def answer(session: Session, deployment_id: UUID, person_id: UUID, accepted: bool) -> Written:
    """Write the answer down. A yes lets in what was set aside for want of it; a no sets aside what still waits."""
    row = queries.answer_of(session, deployment_id, person_id)
    if row is None:
        row = EulaAnswer(deployment_id=deployment_id, person_id=person_id, accepted=accepted, version=VERSION)
        row.answered = datetime.now(UTC)
        session.add(row)
    else:
        row.answered = max(datetime.now(UTC), row.answered + timedelta(microseconds=1))
    row.accepted, row.version = accepted, VERSION
    row.state, row.attempts, row.next_try = ReturnState.PENDING.value, 0, None
    session.flush()
    if accepted:
        return Written(row.id, assets=_let_in(session, deployment_id, person_id))
    return Written(row.id, reports=_keep_out(session, deployment_id, person_id))


def _let_in(session: Session, deployment_id: UUID, person_id: UUID) -> tuple[UUID, ...]:
    waiting = queries.assets_without_consent(session, deployment_id, person_id, AssetError.EULA.value)
    for asset in waiting:
        asset.state, asset.error_code, asset.attempts, asset.next_try = "waiting", None, 0, None
        asset_reports.mark(session, asset)
    return tuple(asset.id for asset in waiting)


def _keep_out(session: Session, deployment_id: UUID, person_id: UUID) -> tuple[UUID, ...]:
    """A courier that is under way with one of them finds it set aside, and keeps nothing."""
    waiting = queries.waiting_assets(session, deployment_id, person_id)
    return tuple(asset_reports.fail(session, asset, AssetError.EULA) for asset in waiting)


def take(session: Session, answer_id: UUID, secret_key: str) -> EulaWork | None:
    now = clock.now(session)
    row = assets.to_do(session, EulaAnswer, answer_id, now)
    if row is None:
        return None
    tries.lease(row, now)
    return EulaWork(
        row.id,
        service.Answered(row.person.lti_sub, row.accepted, row.answered),
        platform_of(row.deployment.registration),
        signing_key(session, secret_key),
        row.deployment.lti_eula_url or "",
    )


def record(session: Session, work: EulaWork, answer: Answer) -> float | None:
    """The seconds until the next try; 0 when the person answered otherwise meanwhile."""
    row = session.get(EulaAnswer, work.answer_id, with_for_update=True)
    if row is None:
        return None
    row.leased = None
    if row.answered != work.answer.moment:
        return 0.0
    return tries.settle(row, answer, clock.now(session))
