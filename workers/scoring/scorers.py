"""A text to the scorer of its language. Without one it goes to the default, which says what it always said."""

import gc
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence

import torch

from workers.scoring import gate
from workers.scoring.language_model import LanguageModel
from workers.scoring.scorer import Answer, Request, Scorer


class Scorers:
    """`others` load a language's scorer. Each is loaded when a text first needs it, and `most` of them stay loaded,
    the latest used: a machine sized for one model must not be filled by a term's first essay in each language."""

    def __init__(self, default: Scorer, others: Mapping[str, Callable[[], Scorer]], most: int = 1):
        if most < 1:
            raise ValueError("at least one language must fit beside the default")
        self.default, self._others, self._most = default, dict(others), most
        self._loaded: OrderedDict[str, Scorer] = OrderedDict()

    @property
    def model(self) -> LanguageModel:
        return self.default.model

    @property
    def unmeasured(self) -> tuple[str, ...]:
        return self.default.unmeasured

    @property
    def loaded(self) -> tuple[str, ...]:
        """Languages beside the default's, the latest used last."""
        return tuple(self._loaded)

    def beside(self, default: Scorer) -> "Scorers":
        """With another default; the languages that are loaded are shared, and stay so."""
        other = Scorers(default, self._others, self._most)
        other._loaded = self._loaded
        return other

    def warm_up(self) -> None:
        self.default.warm_up()

    def score(self, text: str, language: str | None, confidence: float) -> Answer:
        return self.score_many([Request(text, language, confidence)])[0]

    def score_many(self, requests: Sequence[Request]) -> list[Answer]:
        """One answer for each request, in order; each language is loaded once at most. Raises what a Scorer raises,
        and ModelError or CalibrationError where a language's files do not fit."""
        answers: dict[int, Answer] = {}
        chosen = [self._language(request) for request in requests]
        for language in dict.fromkeys(chosen):
            places = [at for at, other in enumerate(chosen) if other == language]
            scorer = self._of(language) if language else self.default
            answers |= zip(places, scorer.score_many([requests[at] for at in places]), strict=True)
        return [answers[at] for at in range(len(requests))]

    def _language(self, request: Request) -> str | None:
        """None for the default: also where a text is not scored in any language, so that none is loaded for it."""
        language = request.language if request.confidence >= gate.SURE else None
        if language not in self._others or gate.closed_by_size(request.text, language):
            return None
        return language

    def _of(self, language: str) -> Scorer:
        if language not in self._loaded:
            self._make_room()
            self._loaded[language] = self._others[language]()
        self._loaded.move_to_end(language)
        return self._loaded[language]

    def _make_room(self) -> None:
        """Before the next is loaded: both at once might not fit."""
        while len(self._loaded) >= self._most:
            self._loaded.popitem(last=False)
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
