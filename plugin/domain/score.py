"""What scoring says about one text. Every number here is a comparison with known texts, never a verdict."""

from dataclasses import dataclass, field
from enum import StrEnum


class Band(StrEnum):
    """The answer in one word; the false-flag rate of `elevated` and `strong` travels with it as a BandRate."""

    UNREMARKABLE = "unremarkable"
    ELEVATED = "elevated"
    STRONG = "strong"
    CANNOT_TELL = "cannot_tell"
    NOT_SCORED = "not_scored"


# A method points to machine-like when at most one in ten human texts is as far out, to human likewise among AI texts.
POINTS = 0.10


class Direction(StrEnum):
    """Where one method points: a method abstains rather than lean."""

    MACHINE = "machine"
    HUMAN = "human"
    NEITHER = "neither"


@dataclass(frozen=True)
class Rank:
    """Conformal p-value: p = (1 + at_or_above) / (reference_n + 1) among human texts of one stratum.

    `at_or_above` of `reference_n` reference human texts read at least this machine-like.
    """

    at_or_above: int
    reference_n: int

    @property
    def p_value(self) -> float:
        return (1 + self.at_or_above) / (self.reference_n + 1)


@dataclass(frozen=True)
class Likelihood:
    """Calibrated probability, 0-100, at a stated base rate (0-1); low and high are a 95 % interval."""

    value: float
    low: float
    high: float
    base_rate: float


@dataclass(frozen=True)
class BandRate:
    """How often human texts land in a band or above it: nominal rate and its 95 % upper bound, both 0-1."""

    band: Band
    alpha: float
    bound: float
    reference_n: int


@dataclass(frozen=True)
class Method:
    """One method's own reading. `human_share` is the share (0-1) of reference human texts
    that read as machine-like by it, or more: for some methods those with lower values."""

    name: str
    value: float
    unit: str
    direction: Direction
    human_share: float


@dataclass(frozen=True)
class Span:
    """A passage [start, end) in characters of the text as read, that stands out on its own statistic.

    `surprisal` and `around` are mean bits a token in the passage and in the rest of the text; `guessed` and
    `guessed_around` the shares (0-1) of tokens among the language model's first ten guesses. What lies around is None
    where the passage is the whole text.
    `human_share` is the share (0-1) of reference human texts that hold a passage at least this far out;
    for a passage that reads human it is the share of reference AI texts that do. `agree` names those of `asked`
    methods whose value here lies nearer to typical texts of this direction than of the other.
    """

    start: int
    end: int
    direction: Direction
    words: int
    tokens: int
    statistic: float
    surprisal: float
    around: float | None
    human_share: float
    guessed: float | None = None
    guessed_around: float | None = None
    agree: tuple[str, ...] = ()
    asked: int = 0


@dataclass(frozen=True)
class Sentence:
    """One sentence [start, end) of the text as read, with its mean surprisal in bits a token."""

    start: int
    end: int
    tokens: int
    surprisal: float


class LeftOutKind(StrEnum):
    """What stands in a submission and is not the writer's running prose."""

    QUOTE = "quote"
    REFERENCES = "references"
    HEADING = "heading"
    LIST = "list"
    CODE = "code"
    TABLE = "table"


@dataclass(frozen=True)
class LeftOut:
    """Characters [start, end) of the text as read that were not judged, and why."""

    kind: LeftOutKind
    start: int
    end: int
    words: int


class OddityKind(StrEnum):
    """Characters that a reader cannot see, or takes for others."""

    HIDDEN = "hidden"
    LOOK_ALIKE = "look_alike"
    ODD_SPACE = "odd_space"


@dataclass(frozen=True)
class Oddity:
    """All characters of one kind: how many, and the first places [start, end) of the text as read."""

    kind: OddityKind
    count: int
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Watermark:
    """One test for a mark that a generator of the institution's own may have left. The p-value is that of text
    without the mark; `tokens` are those counted, repeated contexts once."""

    name: str
    scheme: str
    tokens: int
    statistic: float
    p_value: float


@dataclass(frozen=True)
class Stability:
    """How far harmless edits moved the statistic, and how many of them led to another band."""

    edits: int
    lowest: float
    highest: float
    other_band: int


@dataclass(frozen=True)
class ModelIdentity:
    """The language model that read the text: `sha256` is over its weights file."""

    name: str
    sha256: str
    dtype: str
    device: str
    library: str


@dataclass(frozen=True)
class CalibrationIdentity:
    """The measured numbers a score rests on. Dates are ISO days; `measured` holds held-out results by name.

    `base` is the built-in calibration that a local one, made of the institution's own human texts, was made beside.
    """

    id: str
    sha256: str
    created: str
    valid_until: str
    language: str
    stratum: str
    reference_n: int
    machine_n: int
    measured: dict[str, float] = field(default_factory=dict)
    generators: tuple[str, ...] = ()
    base: str = ""


@dataclass(frozen=True)
class Distribution:
    """How many reference texts of the stratum fell into each of equally wide bins of the statistic from `low` to
    `high`, human and AI; `machine` is empty where there are no AI texts to compare with.

    `machine_at_or_above`: of the AI texts, how many read at least this machine-like. `lines`: the lowest statistic
    of each band that the reference is large enough for.
    """

    low: float
    high: float
    human: tuple[int, ...]
    machine: tuple[int, ...]
    machine_at_or_above: int = 0
    lines: tuple[tuple[Band, float], ...] = ()


@dataclass(frozen=True)
class Score:
    """All numbers of one scored text. `statistic` is the ensemble value that the rank was taken on.

    `words` counts the whole text, `judged_words` what was judged of it. `neighbours` are the statistics of the
    nearest human reference texts, in order. `distribution` is None in scores of before it was kept.
    """

    band: Band
    statistic: float
    rank: Rank
    likelihood: Likelihood
    band_rates: tuple[BandRate, ...]
    share: float
    words: int
    tokens: int
    language: str
    methods: tuple[Method, ...]
    spans: tuple[Span, ...]
    sentences: tuple[Sentence, ...]
    model: ModelIdentity
    calibration: CalibrationIdentity
    judged_words: int = 0
    left_out: tuple[LeftOut, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    watermarks: tuple[Watermark, ...] = ()
    stability: Stability | None = None
    neighbours: tuple[float, ...] = ()
    distribution: Distribution | None = None


class Reason(StrEnum):
    """Why a text has no score. An answer, not an error: each has its words in `caveats`."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    UNSUPPORTED_TYPE = "unsupported_type"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    NO_TEXT_LAYER = "no_text_layer"
    TOO_LARGE_INSIDE = "too_large_inside"
    READING_TIMED_OUT = "reading_timed_out"
    LANGUAGE_UNKNOWN = "language_unknown"
    LANGUAGE_NOT_CALIBRATED = "language_not_calibrated"
    NOT_PROSE = "not_prose"
    MOSTLY_QUOTES = "mostly_quotes"
    MOSTLY_REFERENCES = "mostly_references"
    MOSTLY_LISTS = "mostly_lists"
    MOSTLY_CODE = "mostly_code"
    MOSTLY_TABLES = "mostly_tables"
    AI_USE_ALLOWED = "ai_use_allowed"


@dataclass(frozen=True)
class Unscorable:
    """A text that could not be judged: the reason, and facts for its sentence (never the text itself)."""

    reason: Reason
    words: int = 0
    tokens: int = 0
    language: str | None = None
    facts: dict[str, str | int | float] = field(default_factory=dict)
