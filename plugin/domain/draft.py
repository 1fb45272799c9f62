"""An assignment as an instructor describes it, before the platform knows of it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from plugin.domain import typed
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
        raise PolicyError("Give the assignment a title.")
    if len(title) > MAX_TITLE:
        raise PolicyError(f"Keep the title under {MAX_TITLE} characters.")
    begins, ends = _moment(opens, "opening time"), _moment(due, "due time")
    if begins and ends and ends <= begins:
        raise PolicyError("The due time must be later than the opening time.")
    return Draft(title, policy, begins, ends)


def _moment(text: str, name: str) -> datetime | None:
    """ISO 8601. The page's script sends UTC, out of the person's own zone; a time without a zone is UTC, as the page
    says where scripts are off."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise PolicyError(f"The {name} cannot be read. Choose a day and a time.") from None
    if moment.year not in YEARS:
        raise PolicyError(f"The {name} must lie between the years {YEARS.start} and {YEARS.stop - 1}.")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
