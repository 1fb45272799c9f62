"""An assignment as an instructor describes it, before the platform knows of it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from plugin.domain import typed
from plugin.domain.language import say
from plugin.domain.policy import Policy, PolicyError

MAX_TITLE = 255  # of an asset processor's title; links bear more
YEARS = range(2000, 2101)


@dataclass(frozen=True)
class Draft:
    title: str
    policy: Policy
    opens: datetime | None = None
    due: datetime | None = None


def draft_from_form(title: str, opens: str, due: str, policy: Policy) -> Draft:
    """Check what was typed; raise PolicyError with a sentence."""
    title = " ".join(typed.plain(title).split())
    if not title:
        raise PolicyError(say("Give the assignment a title."))
    if len(title) > MAX_TITLE:
        raise PolicyError(say("Keep the title under %(most)s characters.", most=MAX_TITLE))
    begins = _moment(opens, say("The opening time cannot be read. Choose a day and a time."))
    ends = _moment(due, say("The due time cannot be read. Choose a day and a time."))
    if begins and ends and ends <= begins:
        raise PolicyError(say("The due time must be later than the opening time."))
    return Draft(title, policy, begins, ends)


def _moment(text: str, unreadable: str) -> datetime | None:
    """ISO 8601. The page's script sends UTC, out of the person's own zone; a time without a zone is UTC, as the page
    says where scripts are off."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise PolicyError(unreadable) from None
    if moment.year not in YEARS:
        first, last = YEARS.start, YEARS.stop - 1
        raise PolicyError(say("Times must lie between the years %(first)s and %(last)s.", first=first, last=last))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
