"""What the commands of `caveat` share: the installation that the environment names, and a word before anything goes."""

import sys

from plugin.config import Settings, from_environment
from plugin.domain.errors import NamedError
from plugin.store.session import Database


def database() -> Database:
    return here()[0]


def here() -> tuple[Database, Settings]:
    settings = from_environment()
    return Database(settings.database_url), settings


def confirmed(question: str, answer: str, deed: str = "delete") -> bool:
    """Whether `answer` was typed. Nothing is confirmed by a script that did not say --yes."""
    if not sys.stdin.isatty():
        print(f"Say --yes to {deed} without being asked.", file=sys.stderr)
        return False
    return input(question).strip() == answer


def refused(error: NamedError) -> int:
    """Said in a sentence, with what to do next; the command's exit status."""
    print(f"caveat: {error.sentence} {error.next_step}", file=sys.stderr)
    return 1
