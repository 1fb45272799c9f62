"""What a teacher does with many submissions at once, and why one of them may be passed over."""

from enum import StrEnum

from plugin.domain.language import N_, Spoken


class Action(StrEnum):
    RELEASE = "release"
    RETURN_MARKS = "return_marks"
    READ_AGAIN = "read_again"


class Passed(StrEnum):
    """Checked in this order; the first that holds is told."""

    GONE = "gone"
    OLDER = "older"
    NOT_JUDGED = "not_judged"
    NOT_READ = "not_read"
    RELEASED = "released"
    NO_MARK = "no_mark"
    ON_ITS_WAY = "on_its_way"
    SENT = "sent"
    TAKEN = "taken"
    SAME_VERSION = "same_version"


# Title, what happens, and the button's words for (one, several).
TITLES: Spoken[Action, tuple[str, str]] = Spoken(
    {
        Action.RELEASE: (
            N_("Release reports to students"),
            N_("Each student can then open the report of their own text, and reply to it where the assignment allows. "
               "You can take a report back on its own page."),
        ),
        Action.RETURN_MARKS: (
            N_("Return marks"),
            N_("The marks that you entered, or full points where this assignment gives them for handing in, go to your "
               "LMS's gradebook. Nothing that Caveat measured goes with them."),
        ),
        Action.READ_AGAIN: (
            N_("Read again"),
            N_("The texts are compared anew, by the version of Caveat that is in use now. The new report takes the old "
               "one's place, and is not released to its student until you release it."),
        ),
    }
)  # fmt: skip

PASSED: Spoken[Passed, str] = Spoken(
    {
        Passed.GONE: N_("gone meanwhile, or not of this assignment"),
        Passed.OLDER: N_("handed in a newer attempt since"),
        Passed.NOT_JUDGED: N_("you have not given your own judgement yet"),
        Passed.NOT_READ: N_("not read to the end yet"),
        Passed.RELEASED: N_("released already"),
        Passed.NO_MARK: N_("no mark entered yet"),
        Passed.ON_ITS_WAY: N_("under way already"),
        Passed.SENT: N_("in the gradebook already"),
        Passed.TAKEN: N_("another grade stands in the gradebook: look at each on its report"),
        Passed.SAME_VERSION: N_("read by this version already: it would say the same"),
    }
)
