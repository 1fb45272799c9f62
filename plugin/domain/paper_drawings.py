"""The pictures of a report as points and bars in hundredths of their width and height, for its template on paper."""

import re
from typing import Any

from plugin.domain.language import say
from plugin.domain.picture import Picture, Shape
from plugin.domain.report import Report


def drawn(picture: Picture | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    return {
        "human": _shape(picture.human),
        "machine": _shape(picture.machine) if picture.machine else None,
        "here": picture.here,
        "lines": [{"at": line.at, "name": line.name, "leads": line.leads} for line in picture.lines],
    }


def _shape(shape: Shape) -> dict[str, Any]:
    """Its outline as points (x, y) in hundredths, y downwards."""
    points, at = [[0.0, 100.0]], 0.0
    for y, x in re.findall(r"V([\d.]+)H([\d.]+)", shape.outline):
        points += [[at, float(y)], [float(x), float(y)]]
        at = float(x)
    return {"name": shape.name, "points": [*points, [at, 100.0]]}


def chart_of(report: Report) -> dict[str, Any] | None:
    chart = report.surprise
    if chart is None:
        return None
    return {
        "bars": [
            {"left": bar.left, "width": bar.width, "height": bar.height, "direction": bar.direction}
            for bar in chart.bars
        ],
        "mean": chart.mean,
        "mean_words": say("mean of the text: %(bits)s", bits=chart.mean_said),
        "highest": say("%(bits)s bits a token", bits=chart.highest_said),
        "words": chart.described,
        "lines": [line for line in (chart.grouped, chart.varies) if line],
    }
