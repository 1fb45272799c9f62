"""What became of a grade on its way, in words."""

from plugin.domain.language import N_, Spoken

GRADE_STATES: Spoken[str, str] = Spoken(
    {
        "held": N_("Held:"),
        "pending": N_("On its way:"),
        "sent": N_("Sent:"),
        "refused": N_("Refused:"),
        "given_up": N_("Not delivered:"),
    }
)

GRADE_ANSWERS: Spoken[str, str] = Spoken(
    {
        "no_gradebook": N_("The LMS gave Caveat no permission to write grades. Ask your administrator to allow it."),
        "no_line_item": N_("The LMS has no gradebook column for this assignment. Give it points, then launch again."),
        "test_user": N_("This is a test student; the gradebook has no row for it."),
        "not_enrolled": N_("The LMS does not take grades for this person (perhaps no longer enrolled)."),
        "no_permission": N_("The LMS refused Caveat's permission to write this grade."),
        "no_token": N_(
            "The LMS does not recognise Caveat. Ask your administrator to check the registration and its key."
        ),
        "gone": N_("The gradebook column no longer exists. Launch the assignment from the LMS again."),
        "refused": N_("The LMS refused this grade."),
        "column_under_way": N_("Another grade is just making the gradebook column. Caveat tries again."),
        "no_attempts_left": N_("The LMS allows this student no further attempt."),
        "course_closed": N_("The course is closed or not yet open in the LMS; it takes no grades."),
        "grade_there": N_("The gradebook already holds another grade, which was not replaced."),
        "grade_removed": N_(
            "The mark that was sent is no longer in the gradebook: somebody removed it, or gave a zero there."
        ),
        "overtaken": N_("A later mark for another attempt of this student went out first; it was not replaced."),
        "unreachable": N_("The LMS did not answer. Caveat tries again."),
        "platform_error": N_("The LMS answered with an error. Caveat tries again."),
        "busy": N_("The LMS asked to wait. Caveat tries again."),
        "newer_there": N_("The gradebook changed at the same moment. Caveat tries again."),
        "sent": N_("In the gradebook."),
        "already_there": N_("In the gradebook."),
    }
)
