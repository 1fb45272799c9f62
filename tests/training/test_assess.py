"""Sets are judged as ones never seen: against references that hold nothing of them, by lines that hold their rate."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from plugin.domain.score import Band
from tests.training.made_up import corpus, labels, table
from workers.scoring.calibration import make_stratum, serving
from workers.training import assess as room
from workers.training import report
from workers.training.assess import Outcome, assess, combined, left_out, scales_of, versions
from workers.training.crossfit import CrossFit
from workers.training.reference import LENGTHS, THINNED, in_length, strata
from workers.training.table import Table

SETS = ("a", "b", "c", "d", "e")


@pytest.fixture(scope="module")
def known() -> Table:
    """Texts of like kind in all sets; the last is mixed in part, and doubtful."""
    made = table(labels(SETS, 60), apart=1.5)
    mixed = np.where((made.labels.dataset == "d") & (np.arange(300) % 6 == 0), "mixed", made.labels.label)
    return replace(made, labels=replace(made.labels, label=mixed))


@pytest.fixture(scope="module")
def fits(known: Table, tmp_path_factory: pytest.TempPathFactory) -> CrossFit:
    return CrossFit(corpus(known, ["d"], [["a", "b"]]), tmp_path_factory.mktemp("fits"))


@pytest.fixture(scope="module")
def outcome(fits: CrossFit) -> Outcome:
    return assess(fits, 0.0)


def test_a_cut_and_a_whole_version_of_a_text_count_once() -> None:
    made = table(labels(["a", "a"], 4))  # the ids 0-3 twice
    made = replace(made, words=np.array([100, 100, 100, 100, 300, 300, 50, 100]))
    shortest, longest = versions(made)
    assert shortest.tolist() == [True, True, False, True, False, False, True, False]
    assert longest.sum() == 4
    assert longest[[4, 5, 2]].all()


def test_a_pair_of_texts_that_shares_its_id_is_two_texts() -> None:
    made = table(labels(["a"], 2))
    made.labels.id[:] = "1"
    assert all(mask.all() for mask in versions(made))


def test_the_set_judged_is_no_part_of_what_it_is_judged_by(fits: CrossFit, known: Table) -> None:
    _, longest = versions(known)
    found = left_out(fits, "a", ["b", "c"], longest)
    dataset = known.labels.dataset
    assert (np.isfinite(found.scores) == (dataset == "a")).all()
    assert (np.isfinite(found.reference) == np.isin(dataset, ["b", "c"])).all()


def test_no_set_is_compared_with_itself_or_with_a_doubtful_one(fits: CrossFit, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: dict[str, list[str]] = {}

    def recorded(of: CrossFit, name: str, others: list[str], longest: Any) -> Any:
        compared[name] = others
        return left_out(of, name, others, longest)

    monkeypatch.setattr(room, "left_out", recorded)
    assess(fits, 0.0)
    assert compared == {name: [other for other in "abce" if other != name] for name in SETS}


def test_scores_are_in_units_of_the_spread_around_the_human_mean(known: Table) -> None:
    values = np.stack([known.features[:, 0], known.features[:, 1] * 7 + 3, known.pooled[:, 0]], axis=1)
    scaled = combined(values, scales_of(known.labels, values, np.ones(300, dtype=bool)))
    moved = values * [1, 10, 100] + [5, 0, -3]
    assert scaled == pytest.approx(combined(moved, scales_of(known.labels, moved, np.ones(300, dtype=bool))))
    assert scaled[known.labels.human].mean() == pytest.approx(0, abs=1e-9)


def test_a_member_that_says_the_same_of_all_adds_nothing(known: Table) -> None:
    values = np.stack([known.features[:, 0], np.full(300, 0.5), known.pooled[:, 0]], axis=1)
    scaled = combined(values, scales_of(known.labels, values, np.ones(300, dtype=bool)))
    assert np.isfinite(scaled).all()
    assert np.abs(scaled).max() < 10


def test_every_text_is_judged_and_most_ai_texts_lie_above_most_human_ones(outcome: Outcome, known: Table) -> None:
    assert np.isfinite(outcome.score).all()
    assert set(outcome.band) <= {band.value for band in Band}
    human, machine = (outcome.p[side] for side in (known.labels.human, known.labels.machine))
    assert np.median(machine) < 0.05 < 0.3 < np.median(human)


def test_human_texts_of_a_set_left_out_cross_a_line_no_more_often_than_it_says(outcome: Outcome, known: Table) -> None:
    p = outcome.p[known.labels.human & outcome.sure]
    for alpha in (0.05, 0.1, 0.2, 0.5):  # three standard errors of 90 texts
        assert (p <= alpha).mean() <= alpha + 3 * np.sqrt(alpha * (1 - alpha) / len(p))


def test_p_values_of_exchangeable_humans_are_super_uniform_in_their_stratum() -> None:
    """Drawn alike, the score rising with length: through the file's own strata and the choice of one."""
    chance, hits, trials = np.random.default_rng(5), np.zeros(3), 60
    for trial in range(trials):
        known = table(labels(["a"], 700, ["human"] * 6 + ["ai"]), seed=trial)
        known = replace(known, tokens=chance.choice([150, 400, 700], 700, p=[0.6, 0.3, 0.1]))
        score = chance.normal(known.tokens / 200, 1)
        reference = np.arange(700) < 500
        rows = [make_stratum(raw) for raw in strata(known, score, {}, reference)]
        tested = np.flatnonzero(~reference & known.labels.human)
        p = np.array([serving(rows, int(known.tokens[at])).rank(score[at]).p_value for at in tested])
        short = p[known.tokens[tested] == 150]
        hits += [(short <= alpha).mean() for alpha in (0.01, 0.05, 0.2)]
    assert (hits / trials <= [0.015, 0.06, 0.22]).all()
    assert hits[2] / trials > 0.15  # and not idle


def test_a_stratum_holds_the_texts_of_its_length_sorted(known: Table) -> None:
    tokens = np.tile([100, 259, 260, 600], 75)
    score = np.random.default_rng(1).normal(size=300)
    rows = strata(replace(known, tokens=tokens), score, {"probe": score}, np.ones(300, dtype=bool))
    assert [(row["name"], row["least"], row["below"]) for row in rows] == [*LENGTHS]
    short = known.labels.human & in_length(tokens, 0, 260)
    assert rows[1]["score"]["human"] == pytest.approx(np.sort(score[short]), abs=1e-4)
    assert len(rows[0]["score"]["human"]) == sum(len(row["score"]["human"]) for row in rows[1:])


def test_methods_are_thinned_to_quantiles_and_the_score_is_not() -> None:
    known = table(labels(["a"], 1000))
    score = np.random.default_rng(1).normal(size=1000)
    whole = strata(known, score, {"probe": score}, np.ones(1000, dtype=bool))[0]
    assert len(whole["score"]["human"]) == 500
    thinned, ordered = whole["methods"]["probe"]["human"], whole["score"]["human"]
    assert len(thinned) == THINNED
    assert (thinned[0], thinned[-1], thinned[100]) == (ordered[0], ordered[-1], ordered[round(499 / 2)])


def test_a_stratum_without_ai_texts_does_not_serve() -> None:
    known = table(labels(["a"], 400, ["human"]))
    known.labels.label[:50] = "ai"
    known = replace(known, tokens=np.where(np.arange(400) < 100, 150, 600))
    rows = [make_stratum(raw) for raw in strata(known, known.features[:, 0], {}, np.ones(400, dtype=bool))]
    assert rows[3].n == 300
    assert serving(rows, 600) is rows[0]


def test_facts_leave_doubtful_sets_out_and_count_each_group(outcome: Outcome, known: Table) -> None:
    found = report.facts(known, outcome)
    sure = known.labels.human & (known.labels.dataset != "d")
    assert found["measured"]["false_flags_at_5_percent"] == pytest.approx((outcome.p[sure] <= 0.05).mean(), abs=1e-4)
    groups = {row["group"]: row for row in found["fairness"]}
    for name in SETS:
        own = known.labels.human & (known.labels.dataset == name)
        assert groups[f"set {name}"]["n"] == own.sum()
        assert groups[f"set {name}"]["over_5_percent"]["hits"] == (outcome.p[own] <= 0.05).sum()


def test_second_language_writers_are_counted_apart(outcome: Outcome, known: Table) -> None:
    author = np.where(np.arange(300) % 4 == 0, "non-native", "native").astype("<U16")
    named = replace(known, labels=replace(known.labels, author=author))
    found = report.facts(named, outcome)["second_language"]
    own = (author == "non-native") & known.labels.human & (known.labels.dataset != "d")
    assert found["n"] == own.sum() > 0
    assert found["flagged"] == (outcome.p[own] <= 0.05).sum()


def test_tables_name_every_set_and_band_and_mixed_texts_apart(outcome: Outcome, known: Table) -> None:
    said = report.in_words(known, outcome)
    for name in SETS:
        assert f"| {name} |" in said
    for band in Band:
        assert f"| {band.value} |" in said
    assert "d: not said" in said


def test_noise_takes_answers_away_and_gives_none(fits: CrossFit, outcome: Outcome, tmp_path: Path) -> None:
    flagged = [Band.ELEVATED.value, Band.STRONG.value]
    noisy = assess(fits, 1.0)
    assert (noisy.score == outcome.score).all()
    assert np.isin(outcome.band[np.isin(noisy.band, flagged)], flagged).all()
    assert np.isin(noisy.band, flagged).sum() < np.isin(outcome.band, flagged).sum()
