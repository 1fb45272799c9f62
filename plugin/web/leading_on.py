"""From one visit into another of the same browser and member: a course's page opens its assignments."""

from typing import Any

from flask import g, redirect, url_for

from plugin.store.tables import Visit


def lead_on(visit: Visit, endpoint: str = "lti.arrive", **values: Any) -> Any:
    """The answer belongs to the new visit: a page without cookies is handed the session of that one."""
    g.visit = visit
    return redirect(url_for(endpoint, visit_id=visit.id, **values), 303)
