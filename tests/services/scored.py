"""Many submissions that were scored, written straight into the store."""

from collections.abc import Iterable

from plugin.domain.status import RunState
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Run, Score, Submission
from tests.services.world import World, hand_in


def scored(database: Database, files: FileStore, world: World, answers: Iterable[tuple[str, str]],
           language: str = "en") -> None:  # fmt: skip
    """Each of (band, outcome); band "" for a text that was not scored."""
    with database.session() as session:
        for number, (band, outcome) in enumerate(answers):
            done = hand_in(session, files, world, f"Text {number}.".encode())
            run, submission = session.get_one(Run, done.run_id), session.get_one(Submission, done.submission_id)
            submission.outcome = outcome
            run.state = RunState.SCORED.value if band else RunState.UNSCORABLE.value
            if band:
                session.add(_score(run, band, language))


def _score(run: Run, band: str, language: str) -> Score:
    return Score(
        run_id=run.id, band=band, statistic=1.0, at_or_above=3, reference_n=1000, likelihood=60, likelihood_low=40,
        likelihood_high=80, base_rate=0.1, share=0.4, words=500, tokens=700, language=language, band_rates=[],
        methods=[], sentences=[], model={}, calibration={},
    )  # fmt: skip
