"""The one registration a login or launch is about, in the shape the library asks for."""

from typing import Any

from pylti1p3.deployment import Deployment
from pylti1p3.registration import Registration
from pylti1p3.tool_config.abstract import ToolConfAbstract

from plugin.lms.platform import Platform, library_registration


class OneRegistration(ToolConfAbstract[Any]):
    """The caller has already found the registration by (issuer, client_id): nothing else can be picked here."""

    def __init__(self, platform: Platform):
        self.platform = platform

    def check_iss_has_one_client(self, iss: str) -> bool:
        # Hosted Canvas and Blackboard share one issuer among all schools: never look up by issuer alone. The
        # library keeps this in a dict shared by all instances, so it is answered here.
        return False

    def check_iss_has_many_clients(self, iss: str) -> bool:
        return True

    def find_registration_by_issuer(self, iss: str, *args: Any, **kwargs: Any) -> Registration:
        raise NotImplementedError

    def find_registration_by_params(  # type: ignore[override]
        self, iss: str, client_id: str, *args: Any, **kwargs: Any
    ) -> Registration | None:
        known = (iss, client_id) == (self.platform.issuer, self.platform.client_id)
        return library_registration(self.platform) if known else None

    def find_deployment(self, iss: str, deployment_id: str) -> None:
        raise NotImplementedError

    def find_deployment_by_params(
        self, iss: str, deployment_id: str, client_id: str, *args: Any, **kwargs: Any
    ) -> Deployment:
        """Whether a deployment may be used is decided by services.launches, which can leave it pending."""
        return Deployment().set_deployment_id(deployment_id)
