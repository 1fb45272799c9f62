"""A platform as the LTI room sees it: plain data, whatever store it came from."""

from dataclasses import dataclass

from pylti1p3.registration import Registration as LibraryRegistration


@dataclass(frozen=True)
class SigningKey:
    kid: str
    private_pem: str


@dataclass(frozen=True)
class Platform:
    """One registration: we are `client_id` at `issuer`."""

    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    token_audience: str | None = None


class SignedRegistration(LibraryRegistration):
    """The library derives the kid from the public key; ours is stored, so that a rotation never changes it."""

    kid: str = ""

    def get_kid(self) -> str | None:
        return self.kid or None


def library_registration(platform: Platform, key: SigningKey | None = None) -> SignedRegistration:
    registration = SignedRegistration()
    registration.set_issuer(platform.issuer).set_client_id(platform.client_id)
    registration.set_auth_login_url(platform.auth_url).set_auth_token_url(platform.token_url)
    registration.set_key_set_url(platform.jwks_url)
    if platform.token_audience:
        registration.set_auth_audience(platform.token_audience)
    if key:
        registration.kid = key.kid
        registration.set_tool_private_key(key.private_pem)
    return registration
