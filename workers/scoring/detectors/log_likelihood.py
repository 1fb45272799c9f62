"""Log-likelihood: mean log-probability of the tokens (the baseline of GLTR and DetectGPT). High reads machine-like.

Perplexity is the exponential of its negative, so it orders texts in exactly the same way.
"""

from workers.scoring.reading import Reading


class LogLikelihood:
    name, unit, sign, votes = "log_likelihood", "", 1, False

    def value(self, reading: Reading) -> float:
        return float(reading.statistics.log_probability.mean())
