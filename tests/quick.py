"""What would take longer than most tests, and is the same in all of them or means nothing to them."""

from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from plugin.services import passwords
from plugin.store import engine


class InMemory(BytecodeCache):
    """Keyed by a page's name and bound to its source, as every cache of Jinja's is."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


def make_pages_once() -> None:
    """Most tests make an application of their own: the code of its pages and addresses is made once a process."""
    Flask.jinja_options = {"bytecode_cache": InMemory()}
    make, made = Rule._compile_builder, dict[Any, Any]()

    def remembered(rule: Rule, append_unknown: bool = True) -> Any:
        """The function is made of the rule's words alone; converters it asks of the rule that calls it."""
        key = rule.rule, rule.subdomain, repr(rule.defaults), append_unknown
        if key not in made:
            made[key] = make(rule, append_unknown)
        return made[key]

    Rule._compile_builder = remembered  # type: ignore[method-assign]


class OfAllEngines(LRUCache[Any, Any]):
    """Statements by the kind of database; SQLAlchemy asks by the dialect of the engine, which is new each time."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), compiled)


def compile_statements_once() -> None:
    """Most tests have a database of their own, and the same statements: making them was a third of a web test."""
    make, known = engine.create_engine, OfAllEngines(5000)

    def made(*args: Any, **kwargs: Any) -> Engine:
        found = make(*args, **kwargs)
        found._compiled_cache = known
        return found

    engine.create_engine = made


def hash_lightly() -> None:
    """A password's hash is dear on purpose: tests/services/test_passwords.py looks at the real one."""
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._NOBODYS = passwords._HASHER.hash("nobody's")
