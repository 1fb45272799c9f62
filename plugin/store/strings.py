"""Characters that cannot be kept: PostgreSQL refuses a NUL in any text (its manual, "Character Types"), and a half of a
surrogate pair, which JSON can bring, has no UTF-8. A form, a token or a platform's answer may hold either.

They are replaced on the way into the database, whatever brought them, on every engine alike; replaced and not left out,
so that no name that holds one is taken for another name.
"""

import json
import re
from typing import Any

from sqlalchemy import Connection, Engine, event

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


def install(engine: Engine) -> None:
    event.listen(engine, "before_cursor_execute", _clean, retval=True)


def to_json(value: Any) -> str:
    """For columns of JSON, in which such a character would hide behind an escape."""
    return json.dumps(storable(value))


def storable(value: Any) -> Any:
    """The same value, with strings that every database takes: in lists, tuples and mappings too."""
    if isinstance(value, str):
        return _UNSTORABLE.sub(_REPLACEMENT, value)
    if isinstance(value, dict):
        return {storable(name): storable(one) for name, one in value.items()}
    return type(value)(map(storable, value)) if type(value) in (list, tuple) else value


def _clean(_: Connection, __: Any, statement: str, parameters: Any, *more: Any) -> tuple[str, Any]:
    return statement, storable(parameters)
