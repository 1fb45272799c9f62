"""What one launch leads to."""

from dataclasses import dataclass, field
from typing import Any

from plugin.domain.purpose import Purpose
from plugin.store.tables import Assignment


@dataclass(frozen=True)
class Arrival:
    """What the visit is for. `facts`: what its pages need of the launch, as plain JSON; `landing` among them names
    the page to open first, where it is not the purpose's own."""

    purpose: Purpose
    assignment: Assignment | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def landing(endpoint: str, **values: str) -> dict[str, Any]:
    """Facts that name the page to open first."""
    return {"landing": {"endpoint": endpoint, "values": values}}
