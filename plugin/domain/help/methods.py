"""Of each method: what it is, what it is not, what can make it wrong, what to do. Those of watermarks come last."""

# ruff: noqa: E501 - sentences as they are read

from plugin.domain.language import N_, Spoken

_LOOK_AT_ALL = N_(
    "Read it beside the other methods, never alone. The rank is taken on “All together”, which combines probe, style and "
    "surprise pattern."
)

WATERMARKS = N_("Watermarks")
METHODS: Spoken[str, tuple[str, str, str, str]] = Spoken(
    {
        "ensemble": (
            N_("Three members (a probe of the model's hidden states, style, and the pattern of surprise) are combined into "
               "one statistic. Rank, AI-likelihood and band rest on it."),
            N_("It is not a probability, and a larger value does not mean more AI text."),
            N_("It was fitted on certain texts of certain generators. On kinds of writing it did not see it is worse."),
            N_("Read the rank, which says how human texts score on the same statistic."),
        ),
        "probe": (
            N_("While it reads, a language model keeps inner states. This method compares their pattern with that of known "
               "human and AI texts."),
            N_("Nobody can say in words what these states mean, so it gives no reason."),
            N_("It can learn the subject of a text rather than how it was written."),
            _LOOK_AT_ALL,
        ),
        "style": (
            N_("It counts which short runs of letters a text uses, and how often. People and writing tools differ in such "
               "habits."),
            N_("It does not compare with this student's earlier work and recognises no author."),
            N_("House styles, templates and set phrases of a subject change these counts."),
            _LOOK_AT_ALL,
        ),
        "pattern": (
            N_("It follows how surprising each word is to a language model, and how that rises and falls through the text."),
            N_("An even text is not an AI text: practised writers write evenly as well."),
            N_("Texts that follow a set form, as laboratory reports do, are even by their nature."),
            _LOOK_AT_ALL,
        ),
        "log_likelihood": (
            N_("The mean logarithm of the probability that a language model gave to each word: how expected the words are."),
            N_("It does not tell who chose the words: simple and common words are expected from anybody."),
            N_("Well-known texts, formal language and plain vocabulary raise it."),
            _LOOK_AT_ALL,
        ),
        "perplexity": (
            N_("How surprised a language model is by the text on average. Low values read machine-like."),
            N_("A low value does not show AI: Wikipedia and the Bible have low values as well."),
            N_("Writers in a second language have lower values, for they use more common words."),
            _LOOK_AT_ALL,
        ),
        "burstiness": (
            N_("How much surprise varies from sentence to sentence. People tend to mix plain and unusual sentences."),
            N_("Little variation is not a sign of AI by itself."),
            N_("It needs many sentences; edited and formal prose varies less."),
            _LOOK_AT_ALL,
        ),
        "log_rank": (
            N_("At each word the model ranks all words it expects. This is the mean logarithm of the place at which the "
               "written word stood."),
            N_("To write what a model expects first is not to have used one."),
            N_("Set phrases and names that occur often pull it down."),
            _LOOK_AT_ALL,
        ),
        "lrr": (
            N_("The likelihood of the words divided by their log-rank (DetectLLM). It looks at both at once."),
            N_("It is no independent witness: it is made of two other methods here."),
            N_("It becomes unsteady where nearly every word was the model's first guess."),
            _LOOK_AT_ALL,
        ),
        "entropy": (
            N_("How undecided the model was before each word."),
            N_("It looks at the places where the words stand more than at the words that were chosen."),
            N_("The subject decides much of it."),
            _LOOK_AT_ALL,
        ),
        "curvature": (
            N_("It asks whether the written words are more expected than words that the model would draw itself at the same "
               "places (Fast-DetectGPT)."),
            N_("It does not test whether this model wrote the text."),
            N_("It is weaker on newer generators and on short texts."),
            _LOOK_AT_ALL,
        ),
        "gltr": (
            N_("The share of words that were among the model's first ten guesses (GLTR)."),
            N_("Most words of any text are among them."),
            N_("Plain language, set phrases and copied text raise it."),
            _LOOK_AT_ALL,
        ),
        "surprisal_diversity": (
            N_("How far surprise swings from one word to the next. Small swings read machine-like."),
            N_("It is not a measure of how good the writing is."),
            N_("Lists and formulas that were not recognised as such widen it."),
            _LOOK_AT_ALL,
        ),
        "lastde": (
            N_("The likelihood of the words set against how surprise moves at five scales (Lastde)."),
            N_("It is no independent witness: it uses the same surprise as other methods here."),
            N_("It needs a few hundred words to be steady."),
            _LOOK_AT_ALL,
        ),
        "pair_curvature": (
            N_("As curvature, with a second model that draws the words to compare with. Your administrator chose the pair."),
            N_("It does not test whether either model wrote the text."),
            N_("The values hold for this pair of models only."),
            _LOOK_AT_ALL,
        ),
        "binoculars": (
            N_("The surprise of one model divided by how much another model surprises it on the same text (Binoculars). Low "
               "values read machine-like."),
            N_("The published thresholds are not used: they hold for other models."),
            N_("Well-known texts get low values, whoever wrote them."),
            _LOOK_AT_ALL,
        ),
        "classifier": (
            N_("A model that was trained by others to tell human from AI texts. Your administrator named it."),
            N_("It gives no reasons, and its own probability is not shown, for it is seldom calibrated."),
            N_("It knows the generators of its time. Classifiers trained on English turn round on other languages."),
            _LOOK_AT_ALL,
        ),
        "watermark": (
            N_("Some generators leave a statistical mark in the words they choose. Whoever holds the key can look for it."),
            N_("Finding none says nothing about other generators, most of which leave none."),
            N_("Rewriting and translation remove it. Common phrases can carry some of it by chance."),
            N_("It says that words were chosen with the key: not by whom, or whether that was allowed. Ask."),
        ),
    }
)  # fmt: skip
