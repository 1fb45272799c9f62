"""Does a connection work? Each finding in words, with what to do about it, and never a secret.

The courier asks, for a page never waits for a platform; what it found is kept as plain facts, and said in words anew.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.language import N_, say, say_n
from plugin.lms.outgoing import PlatformSession
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.probe import Grants, KeySet, ask_for_tokens, read_keys
from plugin.lms.scopes import SCOPES, resting
from plugin.services.platforms import platform_of, signing_key
from plugin.store.queries import platforms
from plugin.store.tables import Registration

SKEW_SECONDS = 60  # what launches allow (plugin.lms.launch)


@dataclass(frozen=True)
class Finding:
    """mark: ok | note (works, with less) | FAIL."""

    mark: str
    name: str
    words: str
    next_step: str = ""


@dataclass(frozen=True)
class Probed:
    keys: KeySet
    grants: Grants


def examine(http: PlatformSession, platform: Platform, key: SigningKey) -> list[Finding]:
    return in_words(probe(http, platform, key))


def probe(http: PlatformSession, platform: Platform, key: SigningKey) -> Probed:
    return Probed(read_keys(http, platform), ask_for_tokens(http, platform, key))


def ask(registration: Registration) -> None:
    """The courier tries the connection soon."""
    registration.check_asked = datetime.now(UTC)


def take(session: Session, registration_id: UUID, secret_key: str) -> tuple[Platform, SigningKey] | None:
    row = platforms.registration(session, registration_id)
    if row is None or row.check_asked is None:
        return None
    return platform_of(row), signing_key(session, secret_key)


def record(session: Session, registration_id: UUID, found: Probed) -> None:
    row = platforms.registration(session, registration_id)
    if row is not None:
        row.check_asked, row.checked, row.check_found = None, datetime.now(UTC), asdict(found)


def last_found(registration: Registration) -> list[Finding]:
    """What the last trial found, in words; nothing before the first."""
    if registration.checked is None:
        return []
    return in_words(_read(registration.check_found))


def passed(registration: Registration) -> bool | None:
    """None before the first trial."""
    return None if registration.checked is None else all(f.mark != "FAIL" for f in last_found(registration))


def _read(found: dict[str, Any]) -> Probed:
    grants = found["grants"]
    told = grants | {"granted": tuple(grants["granted"]), "refused": tuple(grants["refused"])}
    return Probed(KeySet(**found["keys"]), Grants(**told))


def in_words(found: Probed) -> list[Finding]:
    return [_keys(found.keys), *_clock(found.keys), *_tokens(found.grants)]


def _keys(found: KeySet) -> Finding:
    name = say("keys of the LMS")
    if found.problem:
        step = say(_KEY_STEPS.get(found.problem, _KEY_STEP))
        return Finding("FAIL", name, say("not readable (%(problem)s)", problem=found.problem), step)
    return Finding("ok", name, say_n("%(n)s RSA key", "%(n)s RSA keys", found.keys))


def _clock(found: KeySet) -> list[Finding]:
    if found.ahead is None:
        return []
    name, seconds = say("clock of the LMS"), round(abs(found.ahead))
    ahead, behind = N_("%(seconds)s s ahead of ours"), N_("%(seconds)s s behind ours")
    words = say(ahead if found.ahead > 0 else behind, seconds=seconds)
    if seconds > SKEW_SECONDS:
        step = say("Set both clocks by a time server (NTP): launches are refused beyond a minute.")
        return [Finding("FAIL", name, words, step)]
    return [Finding("ok", name, words)]


_REFUSED = N_(
    "Caveat calls https addresses alone, and inside a network only hosts that CAVEAT_CAMPUS_HOSTS names "
    "(docs/running.md). Check the address."
)
_CERTIFICATE = N_(
    "The LMS’s certificate is not valid for its name, or its authority is not known here: REQUESTS_CA_BUNDLE names the "
    "file of those that are (docs/running.md)."
)
_KEY_STEPS = {"address_refused": _REFUSED, "certificate": _CERTIFICATE}
_KEY_STEP = N_(
    "Check the address of its public key set (JWKS), and that this machine may reach the LMS over https. "
    "Without its keys nobody gets in."
)
_STEPS = {
    **_KEY_STEPS,
    "invalid_client": N_(
        "The LMS does not know this client id, or cannot read our keys. Check the client id, and in the LMS the "
        "address of our key set: “Our keys” shows it, and so does caveat register --show. A new tool may have to be "
        "activated there first."
    ),
    "token_not_json": N_(
        "The LMS answered with a page. Moodle does when it may not fetch our key set: HTTP security, "
        "cURL blocked hosts list and allowed ports list must let our address through. Or the address for access "
        "tokens is wrong."
    ),
}
_STEP = N_(
    "Check the address for access tokens and the client id, and the audience of token requests where the LMS shows "
    "one of its own."
)


def _tokens(found: Grants) -> list[Finding]:
    name = say("access token")
    if found.problem:
        said = say("none (%(problem)s)", problem=found.problem)
        if found.status:
            said = say("none (%(problem)s, status %(status)s)", problem=found.problem, status=found.status)
        return [Finding("FAIL", name, said, say(_STEPS.get(found.problem, _STEP)))]
    if not found.granted:
        step = say(
            "Allow the services in the LMS: grades, members, deep linking. docs/connecting.md names the switches."
        )
        return [Finding("FAIL", name, say("the LMS knows us and grants no scope at all"), step)]
    granted = [Finding("ok", say("may"), say(scope.allows)) for scope in SCOPES if scope.uri in found.granted]
    return [*granted, *(Finding("note", say("not granted, so"), sentence) for sentence in resting(found.granted))]
