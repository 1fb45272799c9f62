"""Does a connection work? Each finding in words, with what to do about it, and never a secret."""

from dataclasses import dataclass

from plugin.lms.outgoing import PlatformSession
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.probe import Grants, KeySet, ask_for_tokens, read_keys
from plugin.lms.scopes import SCOPES, resting

SKEW_SECONDS = 60  # what launches allow (plugin.lms.launch)


@dataclass(frozen=True)
class Finding:
    """mark: ok | note (works, with less) | FAIL."""

    mark: str
    name: str
    words: str
    next_step: str = ""


def examine(http: PlatformSession, platform: Platform, key: SigningKey) -> list[Finding]:
    keys = read_keys(http, platform)
    grants = ask_for_tokens(http, platform, key)
    return [_keys(keys), *_clock(keys), *_tokens(grants)]


def _keys(found: KeySet) -> Finding:
    if found.problem:
        step = "Check --jwks-url, and that this machine may reach the LMS over https. Without its keys nobody gets in."
        return Finding("FAIL", "keys of the LMS", f"not readable ({found.problem})", step)
    return Finding("ok", "keys of the LMS", f"{found.keys} RSA key{'s' if found.keys > 1 else ''}")


def _clock(found: KeySet) -> list[Finding]:
    if found.ahead is None:
        return []
    seconds = round(abs(found.ahead))
    words = f"{seconds} s {'ahead of' if found.ahead > 0 else 'behind'} ours"
    if seconds > SKEW_SECONDS:
        step = "Set both clocks by a time server (NTP): launches are refused beyond a minute."
        return [Finding("FAIL", "clock of the LMS", words, step)]
    return [Finding("ok", "clock of the LMS", words)]


_STEPS = {
    "invalid_client": "The LMS does not know this client id, or cannot read our keys. Check --client-id, and in "
    "the LMS our key set URL: caveat register --show. A new tool may have to be activated there first.",
    "token_not_json": "The LMS answered with a page. Moodle does when it may not fetch our key set: HTTP security, "
    "cURL blocked hosts list and allowed ports list must let our address through. Or --token-url is wrong.",
    "address_refused": "Caveat calls public https addresses only. Check --token-url.",
    "certificate": "The LMS's certificate is not valid for its name, or not known to this machine.",
}
_STEP = "Check --token-url and --client-id, and --token-audience where the LMS shows an audience of its own."


def _tokens(found: Grants) -> list[Finding]:
    if found.problem:
        said = f"none ({found.problem}{f', status {found.status}' if found.status else ''})"
        return [Finding("FAIL", "access token", said, _STEPS.get(found.problem, _STEP))]
    if not found.granted:
        step = "Allow the services in the LMS: grades, members, deep linking. docs/connecting.md names the switches."
        return [Finding("FAIL", "access token", "the LMS knows us and grants no scope at all", step)]
    granted = [Finding("ok", "may", scope.allows) for scope in SCOPES if scope.uri in found.granted]
    return [*granted, *(Finding("note", "not granted, so", sentence) for sentence in resting(found.granted))]
