"""Usage and outcomes: how much, of what, and how often the bands were right by what people found."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request

from plugin.domain.csv_rows import csv_text
from plugin.domain.outcome import LEANINGS, Leaning
from plugin.domain.usage import COLUMN_NAMES, DAYS_IN_MONTH, LEAST, PERIODS, Usage
from plugin.services import usage
from plugin.web.parts import parts

blueprint = Blueprint("admin_usage", __name__, url_prefix="/admin/usage")


@blueprint.get("")
def page() -> Any:
    return render_template(
        "admin/usage.html",
        usage=_read(),
        columns=list(COLUMN_NAMES.items()),
        leanings={leaning.value: LEANINGS[leaning] for leaning in Leaning},
        months=_months(),
        periods=PERIODS,
        least=LEAST,
    )


@blueprint.get("/table.csv")
def table() -> Any:
    response = Response(csv_text(usage.table(_read())), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="caveat-usage.csv"'
    return response


def _read() -> Usage:
    with parts().database.session(lasting=False) as session:
        return usage.read(session, datetime.now(UTC) - timedelta(days=_months() * DAYS_IN_MONTH))


def _months() -> int:
    asked = request.args.get("months", 12, int)
    return asked if asked in PERIODS else 12
