"""An administrator says whether students must accept our terms of use, or that everybody is asked anew."""

from collections.abc import Callable
from uuid import UUID

from plugin.config import Settings
from plugin.lms import eula as service
from plugin.lms.connector import Connector, ServiceError, TokenCache
from plugin.lms.outgoing import PlatformSession
from plugin.services import tries
from plugin.services.platforms import platform_of, signing_key
from plugin.store.queries import eula
from plugin.store.session import Database
from plugin.store.tables import Deployment


def require(database: Database, settings: Settings, deployment_id: UUID, required: bool) -> str | None:
    """Whether students must accept before anything is read. None when the platform knows, else a code."""
    code = _ask(database, settings, deployment_id, lambda there, url: service.require(there, url, required))
    if code is None:
        with database.session() as session:
            session.get_one(Deployment, deployment_id).eula_required = required
    return code


def renew(database: Database, settings: Settings, deployment_id: UUID) -> str | None:
    """Everybody is asked anew, here and there: the terms have changed. None when done, else a code."""
    code = _ask(database, settings, deployment_id, service.forget_answers)
    if code is None:
        with database.session() as session:
            eula.forget_answers(session, deployment_id)
    return code


def _ask(
    database: Database, settings: Settings, deployment_id: UUID, ask: Callable[[Connector, str], None]
) -> str | None:
    """No transaction is open while the platform is asked."""
    with database.session() as session:
        deployment = session.get(Deployment, deployment_id)
        if deployment is None or not deployment.lti_eula_url:
            return "eula_not_offered"
        url, platform = deployment.lti_eula_url, platform_of(deployment.registration)
        key = signing_key(session, settings.secret_key)
    connector = Connector(platform, key, PlatformSession(settings.reach), TokenCache())
    try:
        ask(connector, url)
    except ServiceError as error:
        return tries.read_error(error).code
    return None
