"""A strict LTI 1.3 platform: it signs really, checks the tool's login and assertions in full, and keeps a record."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from tests.platforms import faults
from tests.platforms.claims import launch_claims
from tests.platforms.faults import Fault
from tests.platforms.logins import Login, Logins
from tests.platforms.native import Native
from tests.platforms.personality import Personality
from tests.platforms.school import Person, School
from tests.platforms.signing import Key
from tests.platforms.tokens import RefusedError, Tokens
from tests.platforms.tool import ToolSettings
from tests.platforms.variants import VARIANTS


class Seen(NamedTuple):
    """One request that came, with what was answered."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int


@dataclass
class Platform:
    """One LMS. `bend` changes the claims of every launch, `next_fault` spoils the next one.

    `troubles` befall the next score posts, one each (see tests.platforms.troubles); `refused` are the people whose
    scores are never taken: sub -> (status, words).

    Where the family keeps things for tools, `storage_target` is the frame that does, and `storage_trouble` how it goes
    wrong: "no answer", "error", "forgets", "old names", or "wrong origin", for which `impostor` is another site.
    """

    personality: Personality
    base_url: str
    tool: ToolSettings
    school: School
    scopes: tuple[str, ...] | None = None
    key: Key = field(default_factory=lambda: Key("platform-1"))
    old_keys: list[Key] = field(default_factory=list)
    deployment_id: str = ""
    next_fault: Fault | None = None
    bend: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    troubles: list[str] = field(default_factory=list)
    refused: dict[str, tuple[int, str]] = field(default_factory=dict)
    timeout_seconds: float = 40
    filters_results: bool = True  # False: asked for one person's results it gives everybody's
    requests_seen: list[Seen] = field(default_factory=list)
    nonces: list[str] = field(default_factory=list)
    storage_target: str = "_parent"
    storage_trouble: str = ""
    impostor: str = ""
    asks: dict[str, Any] = field(default_factory=dict)  # otherwise than the family, in the next deep linking
    asked: dict[str, Any] = field(default_factory=dict)
    responses: list[dict[str, Any]] = field(default_factory=list)
    native: Native = field(default_factory=Native)

    def __post_init__(self) -> None:
        if self.scopes is None:
            self.scopes = self.personality.scopes

    @property
    def issuer(self) -> str:
        return self.personality.issuer(self.base_url)

    @property
    def client_id(self) -> str:
        return self.tool.client_id or self.personality.client_id

    @property
    def token_url(self) -> str:
        return self.base_url + "/token"

    @property
    def token_audience(self) -> str:
        return self.personality.token_audience or self.token_url

    def registration(self) -> dict[str, str]:
        """What the tool's administrator has to be told."""
        told = {
            "issuer": self.issuer,
            "client_id": self.client_id,
            "deployment_id": self.deployment_id or self.tool.deployment_id or self.personality.deployment_id,
            "auth_url": self.base_url + "/auth",
            "token_url": self.token_url,
            "jwks_url": self.base_url + "/jwks",
        }
        audience = self.personality.token_audience
        return told | ({"token_audience": audience} if audience else {})

    def key_set(self) -> dict[str, Any]:
        return {"keys": [key.jwk for key in (self.key, *self.old_keys)]}

    def rotate(self) -> None:
        """Sign with a new key from now on; the old one stays published."""
        self.old_keys.append(self.key)
        self.key = Key(f"platform-{len(self.old_keys) + 1}")

    def begin(self, person: Person, fault: str = "", variant: str = "", shape: Any = None) -> dict[str, str]:
        """The fields of the login form that is posted to the tool. KeyError for an unknown fault or variant.

        `shape` makes another message out of the claims of the usual one.
        """
        if fault and fault != "replayed_nonce":
            faults.FAULTS[fault]
        if variant:
            VARIANTS[variant]
        return (
            {
                "iss": self.issuer,
                "target_link_uri": self.tool.launch_url,
                "client_id": self.client_id,
                "lti_deployment_id": self.registration()["deployment_id"],
            }
            | self.logins.begin(person, self.key, fault, variant, shape)
            | self._storage()
        )

    def _storage(self) -> dict[str, str]:
        """Canvas names the frame at login and at launch."""
        return {"lti_storage_target": self.storage_target} if self.personality.stores_for_tools else {}

    def authenticate(self, query: dict[str, str]) -> dict[str, str]:
        """The auth endpoint: check every parameter, answer with the form that is posted to the tool."""
        login = self.logins.take(query)
        person = self.school.by_sub(login.sub)
        if person is None:
            raise RefusedError("login_required", to_tool=True)
        form = {"id_token": self._token(person, query["nonce"], login), "state": query["state"]}
        return form | self._storage()

    def _token(self, person: Person, nonce: str, login: Login) -> str:
        claims = self.claims(person, nonce)
        if login.shape:
            claims = login.shape(claims)
        if login.variant:
            claims = VARIANTS[login.variant](claims)
        if self.bend:
            claims = self.bend(claims)
        fault, self.next_fault = self.next_fault, None
        if login.fault:
            fault = self.fault(login.fault)
        self.nonces.append(nonce)
        header = {"alg": "RS256", "typ": "JWT", "kid": self.key.kid}
        return fault(header, claims, self.key) if fault else self.key.sign(claims)

    def fault(self, name: str) -> Fault:
        """A fault by its name; the replayed nonce is that of the launch before."""
        if name == "replayed_nonce":
            return faults.replayed_nonce(self.nonces[-1])
        return faults.FAULTS[name]

    def claims(self, person: Person, nonce: str) -> dict[str, Any]:
        return launch_claims(self, person, nonce)

    @cached_property
    def logins(self) -> Logins:
        return Logins(self.personality, self.client_id, self.tool.launch_url)

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.personality, self.tool, self.client_id, self.token_audience)

    def grant(self, form: dict[str, str]) -> dict[str, Any]:
        """The token endpoint."""
        return self.tokens.grant(form, self.scopes or ())

    def allows(self, authorization: str, *scopes: str) -> bool:
        return self.tokens.allows(authorization, *scopes)

    def forget_tokens(self) -> None:
        self.tokens.issued.clear()

    @property
    def _tokens(self) -> dict[str, tuple[frozenset[str], float]]:
        return self.tokens.issued

    @property
    def seen(self) -> list[tuple[str, str]]:
        """(method, path with query) of every request so far."""
        return [(request.method, request.path) for request in list(self.requests_seen)]

    @property
    def gradebook(self) -> dict[str, dict[str, Any]]:
        """person's key -> column's label -> what the gradebook holds there."""
        return self.school.gradebook()
