"""What a program may do with its token."""

from enum import StrEnum

from plugin.domain.language import N_, Spoken


class ApiScope(StrEnum):
    SUBMISSIONS_READ = "submissions:read"
    SUBMISSIONS_WRITE = "submissions:write"
    REPORTS_READ = "reports:read"
    USAGE_READ = "usage:read"


SCOPES: Spoken[ApiScope, str] = Spoken(
    {
        ApiScope.SUBMISSIONS_READ: N_("See which submissions there are, whose, and how far each is."),
        ApiScope.SUBMISSIONS_WRITE: N_("Hand in texts for students of a course."),
        ApiScope.REPORTS_READ: N_("Read reports, with their caveats."),
        ApiScope.USAGE_READ: N_("Read the counts of the usage page."),
    }
)

# These reach what people wrote: a token for them is for one installation, and never for all.
OF_ONE_INSTALLATION = frozenset(ApiScope) - {ApiScope.USAGE_READ}
