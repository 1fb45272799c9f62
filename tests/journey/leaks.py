"""What the whole journey must not leave behind: an environment that notes it, and what is looked for."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.platforms.demo import Demo
from tests.platforms.essays import GENERIC, HARBOUR, PLACE
from tests.platforms.server import free_port
from tests.web.admin.provider import Provider

WATCHED = Path(__file__).parent / "watched"


def environment(folder: Path) -> Mapping[str, str]:
    """Logs tell all that they can; and nothing leaves the machine. Single sign-on is set up, at a provider that whoever
    needs it serves there."""
    return {
        "CAVEAT_OIDC_ISSUER": f"http://127.0.0.1:{free_port()}",
        "CAVEAT_OIDC_CLIENT_ID": Provider.client_id,
        "CAVEAT_OIDC_CLIENT_SECRET": Provider.client_secret,
        "CAVEAT_LOG_LEVEL": "DEBUG",
        "PYTHONPATH": str(WATCHED),
        "WATCHED_NOTES": str(folder / "outgoing.txt"),
    }


def outgoing(demo: Demo) -> str:
    """What was refused, a line each."""
    notes = Path(demo.environment["WATCHED_NOTES"])
    return notes.read_text() if notes.exists() else ""


def private(demo: Demo) -> Iterator[str]:
    """Names and addresses of people, pieces of what they wrote, and every secret there is."""
    for platform in demo.platforms.values():
        for person in platform.school.people:
            yield f"{person.given} {person.family}"
            if person.family != "Student":  # the test user's, which logs may say of anybody
                yield person.family
            yield person.email
        yield from platform.tokens.issued
    for essay in (HARBOUR, PLACE, GENERIC):
        words = essay.split()
        yield from (" ".join(words[n : n + 4]) for n in range(0, len(words) - 4, 20))
    yield Path(demo.environment["CAVEAT_SECRET_KEY_FILE"]).read_text()
    yield Provider.client_secret
    yield "eyJ"  # how every JWT begins: id tokens, our assertions, states
    yield from ("Traceback", "PRIVATE KEY", "form_token=", "password=")


def found_in_logs(demo: Demo) -> set[tuple[str, str]]:
    """(log, what it should not hold)"""
    said = {log.name: log.read_text(errors="replace") for log in demo.processes.logs.glob("*.log")}
    return {(name, word) for word in set(private(demo)) if len(word) > 2 for name, text in said.items() if word in text}
