"""The house's secret key, and those that it replaced."""


class SecretKey(str):
    """What signs and seals from now on. `older`: the keys that it replaced, the newest of them first; what they signed
    or sealed still opens, as long as they are listed."""

    older: tuple[str, ...]

    def __new__(cls, key: str, older: tuple[str, ...] = ()) -> "SecretKey":
        made = super().__new__(cls, key)
        made.older = older
        return made


def newest_first(secret_key: str) -> list[str]:
    return [secret_key, *getattr(secret_key, "older", ())]


def oldest_first(secret_key: str) -> list[str]:
    """As itsdangerous takes keys: it signs with the last one."""
    return newest_first(secret_key)[::-1]
