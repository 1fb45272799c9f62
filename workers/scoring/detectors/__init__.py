"""The methods, one file each."""

from workers.scoring.detectors.burstiness import Burstiness
from workers.scoring.detectors.curvature import Curvature
from workers.scoring.detectors.log_rank import LogRank
from workers.scoring.detectors.lrr import LikelihoodRankRatio
from workers.scoring.detectors.perplexity import Perplexity
from workers.scoring.detectors.probe import Probe
from workers.scoring.detectors.protocol import Detector

# Those that need nothing but the pass: they speak beside the probe, on which the rank is taken.
ZERO_SHOT: tuple[Detector, ...] = (Perplexity(), LogRank(), LikelihoodRankRatio(), Burstiness(), Curvature())

__all__ = ["ZERO_SHOT", "Detector", "Probe"]
