"""The methods, one file each."""

from workers.scoring.detectors.binoculars import Binoculars
from workers.scoring.detectors.burstiness import Burstiness
from workers.scoring.detectors.classified import Classified
from workers.scoring.detectors.curvature import Curvature
from workers.scoring.detectors.entropy import Entropy
from workers.scoring.detectors.gltr import Gltr
from workers.scoring.detectors.lastde import Lastde
from workers.scoring.detectors.log_likelihood import LogLikelihood
from workers.scoring.detectors.log_rank import LogRank
from workers.scoring.detectors.lrr import LikelihoodRankRatio
from workers.scoring.detectors.pair_curvature import PairCurvature
from workers.scoring.detectors.perplexity import Perplexity
from workers.scoring.detectors.probe import Probe
from workers.scoring.detectors.protocol import Detector
from workers.scoring.detectors.rank import Rank
from workers.scoring.detectors.surprisal_diversity import SurprisalSpread, surprisal_features

# Those that need nothing but the pass and have a row in the report where the calibration holds their reference.
ZERO_SHOT: tuple[Detector, ...] = (
    Perplexity(), LogRank(), LikelihoodRankRatio(), Burstiness(), Curvature(),
    Entropy(), Gltr(), SurprisalSpread(), Lastde(),
)  # fmt: skip
# For evaluation and for other people's tables. In a report they would only repeat perplexity and log-rank, and two
# rows that must agree look like agreement.
TWINS: tuple[Detector, ...] = (LogLikelihood(), Rank())

# Those that need a second model; without one they abstain.
BESIDE: tuple[Detector, ...] = (PairCurvature(), Binoculars(), Classified())

__all__ = ["BESIDE", "TWINS", "ZERO_SHOT", "Detector", "Probe", "surprisal_features"]
