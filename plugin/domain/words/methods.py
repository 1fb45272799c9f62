"""Methods in words: the name, and what it looks at."""

from plugin.domain.language import N_, Spoken

METHODS: Spoken[str, tuple[str, str]] = Spoken(
    {
        "ensemble": (N_("All together"), N_("probe, style and surprise pattern combined; the rank is taken on this")),
        "probe": (N_("Hidden-state probe"), N_("patterns inside the language model while it reads")),
        "style": (N_("Style"), N_("which short runs of letters the text uses, and how often")),
        "pattern": (N_("Surprise pattern"), N_("how surprise rises and falls through the text")),
        "log_likelihood": (N_("Likelihood"), N_("how expected the words are")),
        "perplexity": (N_("Perplexity"), N_("how surprising the words are; low reads machine-like")),
        "burstiness": (
            N_("Burstiness"),
            N_("how much surprise varies from sentence to sentence; low reads machine-like"),
        ),
        "log_rank": (N_("Log-rank"), N_("how far down the model's list each word stood")),
        "lrr": (N_("Likelihood to rank ratio"), N_("how the two compare")),
        "entropy": (N_("Entropy"), N_("how undecided the model was at each word")),
        "curvature": (
            N_("Curvature (Fast-DetectGPT)"),
            N_("how the words compare with what the model itself would write"),
        ),
        "gltr": (N_("Top-ten share (GLTR)"), N_("how many words were among the model's first ten")),
        "surprisal_diversity": (
            N_("Surprisal spread"),
            N_("how far surprise swings from word to word; low reads machine-like"),
        ),
        "lastde": (N_("Lastde"), N_("how expected the words are, against how surprise moves at five scales")),
        "pair_curvature": (
            N_("Curvature, two models (Fast-DetectGPT)"),
            N_("the words beside what a second model would write"),
        ),
        "binoculars": (
            N_("Binoculars"),
            N_("surprise, against how much one model surprises another; low reads machine-like"),
        ),
        "classifier": (N_("Classifier"), N_("what a model trained to tell the two apart says, in log-odds")),
    }
)
