"""What bench.collect kept, as columns: one entry a text, in step."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from bench.collect import WANTED, read_set
from workers.scoring.detectors import ZERO_SHOT
from workers.scoring.evidence import passage_statistic
from workers.scoring.gate import MIN_TOKENS, MIN_WORDS, is_prose
from workers.scoring.normalise import normalise
from workers.scoring.reading import Reading, make_reading
from workers.scoring.statistics import TokenStatistics

GROUPS = {
    "school": ("outfox_valid", "outfox_test"),
    "exam": (
        "corizzo_use_l2_english",
        "shijaku_toefl_style",
        "argugpt_machine",
        "bevilacqua_fce_asap_gpt",
        "hart_humanized",
    ),
    "news_story": ("fastdetectgpt_glimpse", "imbd_modern_edits", "binoculars_pubmed"),
    "review_abstract": ("biscope", "detectrl_test", "raidar_yelp_arxiv"),
    "various": ("hppt_acl_polish", "mixset", "razon_wiki_paraphrase", "seqxgpt_ood_sentence"),
}
GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}
DOUBTFUL = ("salim_applied_statistics",)  # 2023 coursework: its humans may hold AI text
SECOND_LANGUAGE = ("corizzo_use_l2_english", "shijaku_toefl_style")

Array = NDArray[np.float64]


@dataclass
class Sample:
    """What the texts are, their pooled states [n, layers * d], methods (higher = machine-like) and passages."""

    name: NDArray[Any]
    label: NDArray[Any]
    tokens: Array
    pooled: Array
    methods: dict[str, Array]
    highest: Array  # statistic of the most machine-like passage
    lowest: Array
    passages: Array  # how many

    @property
    def group(self) -> NDArray[Any]:
        return np.array([GROUP_OF.get(name, "doubtful") for name in self.name])

    def is_human(self) -> NDArray[np.bool_]:
        return np.equal(self.label, "human")

    def clean(self) -> NDArray[np.bool_]:
        return np.not_equal(self.label, "mixed") & np.not_equal(self.group, "doubtful")


def load_sample(data: Path, cache: Path) -> Sample:
    rows, texts = [], _texts(data)
    for shard in sorted(cache.glob("shard-?????.npz")):
        rows += list(_rows(dict(np.load(shard)), texts))
    columns = list(zip(*rows, strict=True))
    names = [detector.name for detector in ZERO_SHOT]
    return Sample(
        np.array(columns[0]), np.array(columns[1]), np.array(columns[2], float), np.stack(columns[3]).astype(float),
        {name: np.array([row[i] for row in columns[4]]) for i, name in enumerate(names)},
        np.array(columns[5]), np.array(columns[6]), np.array(columns[7], float),
    )  # fmt: skip


def _texts(data: Path) -> dict[tuple[str, str], str]:
    names = {name for wanted in WANTED.values() for name in wanted}
    return {(name, str(row["id"])): row["text"] for name in names for row in read_set(data, name)}


def _rows(shard: dict[str, NDArray[Any]], texts: dict[tuple[str, str], str]) -> Iterator[tuple[Any, ...]]:
    """Of the texts that the scorer would not turn away."""
    at = 0
    for number, key in enumerate(shard["keys"]):
        name, row_id, label = json.loads(str(key))
        length = int(shard["lengths"][number])
        part = slice(at, at + length)
        at += length
        raw = texts[name, str(row_id)]
        if len(raw.split()) >= MIN_WORDS and length >= MIN_TOKENS and is_prose(raw):
            reading = _reading(shard, number, part, raw)
            values = [detector.sign * detector.value(reading) for detector in ZERO_SHOT]
            yield name, label, length, shard["pooled"][number].ravel(), values, *_passages(reading)


def _reading(shard: dict[str, NDArray[Any]], number: int, part: slice, raw: str) -> Reading:
    statistics = TokenStatistics(*(torch.from_numpy(row[part].copy()) for row in shard["statistics"]))
    ends = shard["ends"][part].tolist()
    pooled = torch.from_numpy(shard["pooled"][number])
    return make_reading(statistics, pooled, normalise(raw).text[: ends[-1]], ends)


def _passages(reading: Reading) -> tuple[float, float, int]:
    """Highest and lowest statistic, and how many there are."""
    values = [passage_statistic(reading, passage) for passage in reading.passages] or [math.nan]
    return max(values), min(values), len(reading.passages)
