"""Only a role of membership in the course gives rights in it."""

import pytest

from plugin.domain.roles import CourseRole, Role, course_role

M = "http://purl.imsglobal.org/vocab/lis/v2/membership"
I = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"  # noqa: E741
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([f"{M}#Instructor"], Role.STAFF),
        ([f"{M}/Instructor#TeachingAssistant"], Role.STAFF),
        ([f"{M}#Learner", f"{M}/Instructor#Grader"], Role.STAFF),
        ([f"{M}#Learner", f"{I}Instructor"], Role.LEARNER),
        ([f"{M}/Learner#NonCreditLearner"], Role.LEARNER),
        (["Instructor"], Role.STAFF),
        (["urn:lti:role:ims/lis/Learner"], Role.LEARNER),
        ([f"{M}#Mentor"], Role.GUEST),
        ([f"{M}#ContentDeveloper"], Role.GUEST),
        ([f"{I}Administrator"], Role.GUEST),
        ([], Role.GUEST),
    ],
)
def test_the_membership_role_decides(roles: list[str], expected: Role) -> None:
    assert course_role(roles).role is expected


def test_a_test_user_is_a_learner_and_known_as_one() -> None:
    assert course_role([f"{M}#Instructor", TEST_USER]) == CourseRole(Role.LEARNER, test_user=True)
