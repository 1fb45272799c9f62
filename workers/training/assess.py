"""How a calibration does on sets that neither its members nor its reference have seen: leave one set out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workers.scoring import judgement
from workers.scoring.calibration import Stratum, make_stratum, serving
from workers.scoring.ensemble import MEMBERS, SHARES, Scale
from workers.training.crossfit import CrossFit
from workers.training.likeness import fit_likeness
from workers.training.reference import strata
from workers.training.table import Labels, Mask, Table, Values

_LEAST_SPREAD = 1e-6  # a member that found nothing to tell texts apart by says the same of all: no part of a sum


@dataclass(frozen=True)
class LeftOut:
    """Scores on one scale: of the set left out, and of the rows it is compared with, which their members did not see
    either. Not-a-number elsewhere. `members` likewise, column by column."""

    scores: Values
    reference: Values
    members: dict[str, Values]
    reference_members: dict[str, Values]


def versions(table: Table) -> tuple[Mask, Mask]:
    """Of each text the shortest row (the matched length that sets are compared at) and the longest (what a reference
    is made of): a text may be there cut and whole, and counts once."""
    columns = (table.labels.label, table.labels.dataset, table.labels.id)  # a pair of texts may share its id
    keys = np.array(["/".join(row) for row in zip(*columns, strict=True)])
    order = np.argsort(table.words, kind="stable")
    shortest, longest = {keys[at]: at for at in order[::-1]}, {keys[at]: at for at in order}
    return _mask(keys, shortest), _mask(keys, longest)


def _mask(keys: NDArray[np.str_], chosen: Mapping[str, int]) -> Mask:
    mask = np.zeros(len(keys), dtype=bool)
    mask[list(chosen.values())] = True
    return mask


def left_out(fits: CrossFit, name: str, reference_sets: Sequence[str], longest: Mask) -> LeftOut:
    """`name` judged by fits without it, against `reference_sets`, each scored by fits without its genre and `name`."""
    labels = fits.corpus.table.labels
    known = fits.unseen(reference_sets, name)
    scales = scales_of(labels, known, longest)
    own = np.where((labels.dataset == name)[:, None], fits.without(name), np.nan)
    return LeftOut(combined(own, scales), combined(known, scales), by_name(own), by_name(known))


def scales_of(labels: Labels, values: Values, rows: Mask) -> list[Scale]:
    """Of each member: the mean of human texts, and the spread that human and machine texts have in common."""
    known = rows & np.isfinite(values[:, 0])
    human, machine = values[known & labels.human], values[known & labels.machine]
    spread = np.maximum(np.sqrt((human.var(axis=0) + machine.var(axis=0)) / 2), _LEAST_SPREAD)
    return [Scale(float(m), float(s)) for m, s in zip(human.mean(axis=0), spread, strict=True)]


def combined(values: Values, scales: Sequence[Scale]) -> Values:
    means, spreads = np.array([s.mean for s in scales]), np.array([s.spread for s in scales])
    return np.asarray(((values - means) / spreads) @ np.array(SHARES))


def by_name(values: Values) -> dict[str, Values]:
    return {name: values[:, at] for at, name in enumerate(MEMBERS)}


@dataclass(frozen=True)
class Outcome:
    """What each text got as one of a set never seen; `band` by the scorer's own rules (but for edits, which would
    have to be read anew), "" where a row was not judged; `like` says whether it was of a kind that was measured.
    `rows` are those at the matched length, `sure` those of them whose set is not doubtful."""

    score: Values
    p: Values
    band: NDArray[np.str_]
    like: Mask
    rows: Mask
    sure: Mask


def assess(fits: CrossFit, noise: float) -> Outcome:
    table = fits.corpus.table
    labels, n = table.labels, len(table.tokens)
    shortest, longest = versions(table)
    score, p, band = np.full(n, np.nan), np.full(n, np.nan), np.full(n, "", dtype="<U16")
    like = np.zeros(n, dtype=bool)
    sure = shortest & fits.corpus.of(labels, fits.corpus.sets)
    human = [s for s in fits.corpus.sets if (labels.human & (labels.dataset == s)).any()]
    for name in sorted(set(labels.dataset)):
        found = left_out(fits, name, [other for other in human if other != name], longest)
        known = longest & labels.clean & np.isfinite(found.reference)
        rows = [make_stratum(raw) for raw in strata(table, found.reference, found.reference_members, known)]
        likeness = fit_likeness(table, sure & labels.clean & (labels.dataset != name))
        for at in np.flatnonzero(shortest & (labels.dataset == name)):
            score[at] = found.scores[at]
            stratum = serving(rows, int(table.tokens[at]))
            p[at] = stratum.rank(score[at]).p_value
            like[at] = likeness.holds(table.pooled[at])
            band[at] = _band(table, found, int(at), rows[0], stratum, noise, bool(like[at]))
    return Outcome(score, p, band, like, shortest, sure)


def _band(
    table: Table, found: LeftOut, at: int, everything: Stratum, stratum: Stratum, noise: float, like: bool
) -> str:
    columns = found.members | table.methods
    values = {name: float(column[at]) for name, column in columns.items() if np.isfinite(column[at])}
    methods = tuple(judgement.method(name, "", v, v, stratum.methods[name]) for name, v in values.items())
    like &= judgement.like_reference(values, everything)
    return judgement.band(float(found.scores[at]), methods, stratum, noise, like)[0].value
