"""Passwords of administrators, kept as argon2id hashes. Hashing takes memory on purpose, so few run at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.domain.passwords import LONGEST, normal

# A little above what OWASP's password storage sheet asks of argon2id at the least (19 MiB, 2 passes, 1 lane).
_HASHER = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
_AT_ONCE = Semaphore(2)  # strangers at the door shall not fill the memory
_IN_LINE = BoundedSemaphore(4)  # of the eight threads of a web process: whoever hands in meanwhile has the others
_NOBODYS = _HASHER.hash("a password that nobody has, so that an unknown name takes as long as a known one")


@contextmanager
def in_line() -> Iterator[None]:
    """For strangers, who may come in any number. Raise NamedError where too many wait already."""
    if not _IN_LINE.acquire(blocking=False):
        raise NamedError(
            "sign_in_busy", say("Too many are signing in at this moment."), say("Wait a minute, then try again.")
        )
    try:
        yield
    finally:
        _IN_LINE.release()


def hashed(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(normal(password))


def is_right(password: str, kept: str) -> bool:
    """`kept`: the hash, "" for nobody's; both take the same time."""
    with _AT_ONCE:
        try:
            right = _HASHER.verify(kept or _NOBODYS, normal(password[: LONGEST * 4]))
        except (VerificationError, InvalidHashError):
            return False
    return right and bool(kept)


def is_outdated(kept: str) -> bool:
    return _HASHER.check_needs_rehash(kept)
