"""A platform as the LTI room sees it: plain data, whatever store it came from."""

from dataclasses import dataclass, field

from pylti1p3.registration import Registration


@dataclass(frozen=True)
class SigningKey:
    kid: str
    private_pem: str = field(repr=False)


@dataclass(frozen=True)
class Platform:
    """One registration: we are `client_id` at `issuer`."""

    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    token_audience: str | None = None


def library_registration(platform: Platform) -> Registration:
    """What the library needs for a login and a launch."""
    registration = Registration()
    registration.set_issuer(platform.issuer).set_client_id(platform.client_id)
    registration.set_auth_login_url(platform.auth_url).set_auth_token_url(platform.token_url)
    registration.set_key_set_url(platform.jwks_url)
    return registration
