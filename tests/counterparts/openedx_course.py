"""What stands around lti-consumer-xblock in a real Open edX: one course, its blocks, its people, its gradebook."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from lti_consumer.exceptions import LtiError
from lti_consumer.plugin import compat
from opaque_keys.edx.keys import CourseKey, UsageKey

COURSE = CourseKey.from_string("course-v1:Northfield+ENG101+2026")
TITLE = "Writing about place"


@dataclass
class Person:
    """`role` is one of Open edX's own names; what it becomes as LTI roles is the package's business."""

    id: int
    key: str
    role: str
    external_user_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def member(self) -> dict[str, Any]:
        return {"id": self.id, "username": self.key, "name": self.key, "roles": [self.role],
                "email": f"{self.key}@northfield.example"}  # fmt: skip


@dataclass
class Block:
    """An assignment. `grades` is what reached the gradebook: external user id -> (score, maximum, comment)."""

    location: Any
    display_name: str = "Essay 2"
    weight: int = 20
    has_score: bool = True
    accept_grades_past_due: bool = True
    context_id: str = str(COURSE)
    lti_1p3_passport_id: str = ""
    grades: dict[str, tuple[float, float, str | None]] = field(default_factory=dict)

    @property
    def scope_ids(self) -> Any:
        return self

    @property
    def usage_id(self) -> Any:
        return self.location

    def is_past_due(self) -> bool:
        return False

    def max_score(self) -> int:
        return self.weight

    def set_user_module_score(self, user: Person, score: float, max_score: float, comment: str | None = "") -> None:
        self.grades[user.external_user_id] = (score * max_score, max_score, comment)


ROLES = {"teacher": "instructor", "colleague": "staff", "assistant": "Community TA"}
PEOPLE = [
    Person(number, key, ROLES.get(key, "student"))
    for number, key in enumerate(("teacher", "colleague", "assistant", "mei", "jonas", "priya", "luis"), start=4)
]
BLOCKS: dict[str, Block] = {}


def new_block() -> Block:
    name = uuid.uuid4().hex
    location = UsageKey.from_string(f"block-v1:Northfield+ENG101+2026+type@lti_consumer+block@{name}")
    BLOCKS[name] = Block(location)
    return BLOCKS[name]


def person(key: str) -> Person:
    return next(person for person in PEOPLE if person.key == key)


def _person_by_external_id(external_user_id: str) -> Person:
    found = next((person for person in PEOPLE if person.external_user_id == external_user_id), None)
    if found is None:
        raise LtiError("Invalid User")  # what compat itself raises
    return found


def _block(location: Any) -> Block:
    return BLOCKS[location.block_id]


def stand_around() -> None:
    """The package keeps its calls to the rest of Open edX in one module; these are answered here."""
    compat.load_enough_xblock = compat.load_block_as_user = _block
    compat.get_user_from_external_user_id = _person_by_external_id
    compat.get_course_members = lambda course: {person.id: person.member for person in PEOPLE}
    compat.batch_get_or_create_externalids = lambda users: {person.id: person for person in PEOPLE}
    compat.user_has_studio_write_access = lambda user, course: True
