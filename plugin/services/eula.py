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
from plugin.services.grade_answers import Answer
from plugin.services.platforms import platform_of, signing_key
from plugin.store.queries import assets
from plugin.store.queries import eula as queries
from plugin.store.tables import Deployment, EulaAnswer

VERSION = "2026-11"  # of templates/_terms.html; with new words comes a new one, and `caveat admin eula renew`


@dataclass(frozen=True)
class EulaWork:
    """All that telling the platform needs: plain data, no session behind it."""

    answer_id: UUID
    answer: service.Answered
    platform: Platform
    key: SigningKey
    eula_url: str


def may_read(session: Session, deployment: Deployment, person_id: UUID) -> bool:
    """A no is a no; where nobody was asked, nobody needs to have said yes."""
    answer = queries.answer_of(session, deployment.id, person_id)
    return answer.accepted if answer is not None else not deployment.eula_required


def answer(session: Session, deployment_id: UUID, person_id: UUID, accepted: bool) -> tuple[UUID, list[UUID]]:
    """Write the answer down. Returns its id, to tell the platform, and the assets that may be fetched now."""
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
    return row.id, _let_in(session, deployment_id, person_id) if accepted else []


def _let_in(session: Session, deployment_id: UUID, person_id: UUID) -> list[UUID]:
    waiting = queries.assets_without_consent(session, deployment_id, person_id, AssetError.EULA.value)
    for asset in waiting:
        asset.state, asset.error_code, asset.attempts, asset.next_try = "waiting", None, 0, None
        asset_reports.mark(session, asset)
    return [asset.id for asset in waiting]


def take(session: Session, answer_id: UUID, secret_key: str) -> EulaWork | None:
    row = assets.to_do(session, EulaAnswer, answer_id, datetime.now(UTC))
    if row is None or not row.deployment.lti_eula_url:
        return None
    tries.lease(row)
    return EulaWork(
        row.id,
        service.Answered(row.person.lti_sub, row.accepted, row.answered),
        platform_of(row.deployment.registration),
        signing_key(session, secret_key),
        row.deployment.lti_eula_url,
    )


def record(session: Session, work: EulaWork, answer: Answer) -> float | None:
    """The seconds until the next try; 0 when the person answered otherwise meanwhile."""
    row = session.get(EulaAnswer, work.answer_id, with_for_update=True)
    if row is None:
        return None
    if row.answered != work.answer.moment:
        row.next_try = None
        return 0.0
    return tries.settle(row, answer)
