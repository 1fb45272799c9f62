"""What a student is called on the pages of those who teach: by name, or while names are hidden by a code.

A code is made of the assignment and the person with the installation's secret key: the same at every visit, another in
every assignment, and nothing in it tells an order. Two of 1,000 students get the same one in 3 classes of 100.
"""

import hmac
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.language import say
from plugin.domain.secret_key import oldest_first
from plugin.store.queries import class_marks
from plugin.store.tables import Assignment

_SIGNS = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no vowels: no code is a word
_LENGTH = 5


def shown_name(secret_key: str, assignment: Assignment, person_id: UUID, name: str) -> str:
    """`name`, or what stands for it; "" where the platform shared no name."""
    return pseudonym(secret_key, assignment.id, person_id) if assignment.hides_names else name


def shown_file_name(assignment: Assignment, number: int, name: str) -> str:
    """People put their names into those of their files. `number`: of this file in its submission, from 1."""
    if assignment.hides_names:
        return say("File %(number)s", number=number)
    return name or say("Text entry")


def pseudonym(secret_key: str, assignment_id: UUID, person_id: UUID) -> str:
    return say("Student %(code)s", code=code_of(secret_key, assignment_id, person_id))


def code_of(secret_key: str, assignment_id: UUID, person_id: UUID) -> str:
    # The oldest key that is listed: nobody's code changes in the middle of a marking because the secret key did.
    key = hmac.digest(oldest_first(secret_key)[0].encode(), b"caveat: names of an anonymous marking", "sha256")
    number = int.from_bytes(hmac.digest(key, assignment_id.bytes + person_id.bytes, "sha256"), "big")
    code = ""
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_SIGNS))
        code += _SIGNS[place]
    return code


def unmarked(session: Session, assignment: Assignment) -> int:
    """How many students' newest attempts have no mark yet: names are shown when none is left. 0 where no marks are
    given here."""
    return class_marks.unmarked(session, assignment.id) if assignment.policy.grade.value == "mark" else 0
