"""A made-up school: one course, its people, one assignment, and what its gradebook holds."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
_I = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"


@dataclass(frozen=True)
class Person:
    """`roles` are full URIs as a launch carries them. Whoever is not `listed` may launch and is in no list of members:
    an administrator who is not enrolled, a test user."""

    key: str
    sub: str
    given: str
    family: str
    roles: tuple[str, ...]
    status: str = "Active"
    listed: bool = True
    sections: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def email(self) -> str:
        return f"{self.key}@school.example"

    @property
    def gradable(self) -> bool:
        return any(role.endswith("membership#Learner") for role in self.roles)

    @property
    def test_user(self) -> bool:
        return any(role.endswith("#TestUser") for role in self.roles)

    @property
    def part(self) -> str:
        """What a person's page calls them."""
        if self.test_user:
            return "test student"
        if any("TeachingAssistant" in role for role in self.roles):
            return "teaching assistant"
        return "student" if self.gradable else "instructor"


@dataclass
class Cell:
    """One person's place in one column of the gradebook."""

    score: float | None = None
    maximum: float | None = None
    comments: list[str] = field(default_factory=list)
    timestamp: Any = None
    attempts: int = 0
    posts: int = 0
    by_teacher: bool = False
    submitted: str | None = None  # when the newest attempt was handed in
    handed_in: list[str] = field(default_factory=list)  # what SpeedGrader opens, attempt by attempt


@dataclass
class LineItem:
    number: int
    label: str
    maximum: float
    resource_link_id: str | None
    resource_id: str | None = None
    tag: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    attempts_allowed: int | None = None
    late_deduction: float = 0.0  # the share that a late policy takes away
    cells: dict[str, Cell] = field(default_factory=dict)

    def cell(self, sub: str) -> Cell:
        return self.cells.setdefault(sub, Cell())


@dataclass
class Link:
    """A link that deep linking made; `history`: its ancestors, newest first."""

    id: str
    title: str
    url: str
    custom: dict[str, str]
    item: dict[str, Any]
    line_item: int | None = None
    history: str = ""


STUDENT = (MEMBERSHIP + "Learner", _I + "Student")
TEACHER = (MEMBERSHIP + "Instructor", _I + "Faculty")
ASSISTANT = ("http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant",)
ADMIN = (MEMBERSHIP + "Instructor", _I + "Administrator", SYSTEM + "Administrator")
TEST_USER = (MEMBERSHIP + "Learner", "http://purl.imsglobal.org/vocab/lti/system/person#TestUser")


def _set_event() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


@dataclass
class School:
    """Everything the platform knows. Held in memory, behind one lock."""

    course_id: str = "12"
    course_title: str = "English 101: Writing about place"
    course_label: str = "ENG101"
    link_id: str = "7"
    assignment: str = "Essay 2: A place that changed"
    points: float = 20.0
    people: tuple[Person, ...] = ()
    assigned_to: frozenset[str] | None = None  # keys of those to whom the assignment is given; None: everybody
    groups: dict[str, tuple[str, str]] = field(default_factory=dict)  # id -> its name, and that of its set
    list_open: threading.Event = field(default_factory=_set_event)  # until it is set, the list of members hangs
    line_items: dict[int, LineItem] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    course_history: str = ""
    locale: str = "en"  # of whoever launches
    lock: threading.RLock = field(default_factory=threading.RLock)
    _index: tuple[Any, dict[str, Person]] = field(default=((), {}), repr=False)

    def person(self, key: str) -> Person:
        return next(person for person in self.people if person.key == key)

    def change(self, key: str, **fields: Any) -> None:
        """Something is otherwise with this person from now on."""
        self.people = tuple(replace(person, **fields) if person.key == key else person for person in self.people)

    def by_sub(self, sub: str) -> Person | None:
        if self._index[0] is not self.people:  # a class of thousands is asked for one by one
            self._index = (self.people, {person.sub: person for person in self.people})
        return self._index[1].get(sub)

    @property
    def column(self) -> LineItem:
        """The assignment's own column."""
        return self.line_items[1]

    def grade_by_hand(self, key: str, score: float | None, number: int = 1) -> None:
        """An instructor types a grade into the gradebook itself."""
        with self.lock:
            cell = self.line_items[number].cell(self.person(key).sub)
            cell.score, cell.by_teacher, cell.timestamp = score, True, datetime.now(UTC)

    def gradebook(self) -> dict[str, dict[str, Any]]:
        """person's key -> column's label -> what stands there. A copy, safe to keep."""
        with self.lock:
            return {
                person.key: {
                    item.label: _entry(item, item.cells[person.sub])
                    for item in self.line_items.values()
                    if person.sub in item.cells
                }
                for person in self.people
            }

    def add_line_item(self, **fields: Any) -> LineItem:
        with self.lock:
            number = max(self.line_items, default=0) + 1
            self.line_items[number] = LineItem(number=number, **fields)
            return self.line_items[number]


def _entry(item: LineItem, cell: Cell) -> dict[str, Any]:
    return {
        "score": cell.score,
        "maximum": item.maximum,
        "comments": list(cell.comments),
        "posts": cell.posts,
        "attempts": cell.attempts,
        "timestamp": cell.timestamp.isoformat() if cell.timestamp else None,
    }


def example_school(subs: str = "number", with_column: bool = True, link_id: str = "7") -> School:
    """Names are invented. `subs`: the shape of the user ids, one of SUBS."""
    cast = (
        ("teacher", "Ines", "Okafor", TEACHER),
        ("assistant", "Tomas", "Lindgren", ASSISTANT),
        ("mei", "Mei", "Lindqvist", STUDENT),
        ("jonas", "Jonas", "Abara", STUDENT),
        ("priya", "Priya", "Venkataraman", STUDENT),
        ("luis", "Luis", "Ferreira da Costa", STUDENT),
        ("aigerim", "Aigerim", "Sadykova", STUDENT),
        ("noor", "Noor", "van den Berg", STUDENT),
        ("tester", "Test", "Student", TEST_USER),
        ("colleague", "Haruto", "Nakamura", TEACHER),
    )
    people = tuple(
        Person(key, SUBS[subs](number), given, family, roles)
        for number, (key, given, family, roles) in enumerate(cast, start=2)
    )
    school = School(people=people, link_id=link_id)
    if with_column:
        school.add_line_item(label=school.assignment, maximum=school.points, resource_link_id=school.link_id)
    return school


def crowded_school(students: int, subs: str = "uuid", link_id: str = "7") -> School:
    """The example school with that many more students, in three sections."""
    school = example_school(subs, link_id=link_id)
    school.people += tuple(
        Person(f"s{n}", SUBS[subs](1000 + n), "Student", f"No. {n}", STUDENT, sections=(f"Section {n % 3}",))
        for n in range(students)
    )
    return school


SUBS: dict[str, Callable[[int], str]] = {
    "number": str,
    "uuid": lambda number: f"5f0c7a10-9d2e-4b7e-8f00-{number:012d}",
    "hex": lambda number: f"{number:032x}",
    "d2l": lambda number: f"5f0c7a10-9d2e-4b7e-8f00-000000000001_{1826268 + number}",
}
