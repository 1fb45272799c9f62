"""Single sign-on for administrators, as the environment sets it up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from plugin.config_error import ConfigError
from plugin.secret_settings import secret_setting


class OidcError(ConfigError):
    """What is set cannot be used; the message says which and what to do."""


@dataclass(frozen=True)
class OidcSettings:
    """Who we are at which OpenID provider. `allow`: (claim, value) that lets in somebody whom nobody invited; None:
    only who was invited."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    allow: tuple[str, str] | None = None


def oidc_settings(env: Mapping[str, str]) -> OidcSettings | None:
    """None where CAVEAT_OIDC_ISSUER is not set. Raise OidcError."""
    issuer = env.get("CAVEAT_OIDC_ISSUER", "")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise OidcError(
            "CAVEAT_OIDC_ISSUER must be the provider's own address, as https://sso.example.edu/realms/staff"
        )
    client_id = env.get("CAVEAT_OIDC_CLIENT_ID", "")
    if not client_id:
        raise OidcError("CAVEAT_OIDC_CLIENT_ID is missing: the provider gives it when Caveat is added there.")
    secret = secret_setting(env, "CAVEAT_OIDC_CLIENT_SECRET", OidcError)
    return OidcSettings(issuer, client_id, secret, _allow(env.get("CAVEAT_OIDC_ALLOW", "")))


def _allow(rule: str) -> tuple[str, str] | None:
    """groups=caveat-admins: the claim `groups` is that, or a list that holds it."""
    if not rule:
        return None
    claim, _, value = (part.strip() for part in rule.partition("="))
    if not claim or not value:
        raise OidcError("CAVEAT_OIDC_ALLOW is written claim=value, as groups=caveat-admins")
    return claim, value
