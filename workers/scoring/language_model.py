"""A causal language model that reads: text into tokens, tokens into hidden states."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor
from transformers import AutoModelForCausalLM

from plugin.domain.score import ModelIdentity
from workers.scoring.loading import open_model
from workers.scoring.model_files import EMBEDDED, ModelError, weights_sha256

__all__ = ["EMBEDDED", "Encoded", "LanguageModel", "ModelError", "load", "load_observer", "weights_sha256"]


@dataclass(frozen=True)
class Encoded:
    """Token ids [T], and for each the characters [start, end) of the text it stands for."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class LanguageModel:
    """A causal model in two parts, trunk and head, so that the head can be worked through in pieces."""

    def __init__(self, model: Any, tokenizer: Any, identity: ModelIdentity):
        self._trunk = model.base_model
        self._tokenizer = tokenizer
        self.identity = identity
        self.device = model.device
        self.parameters = int(model.num_parameters())
        self.layers = int(model.config.num_hidden_layers)
        self.context = int(getattr(model.config, "max_position_embeddings", 0) or 0)  # tokens; 0 where it is not told
        self.head = model.get_output_embeddings().weight.detach()

    def encode(self, text: str) -> Encoded:
        coded = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        return Encoded(list(coded["input_ids"]), [tuple(pair) for pair in coded["offset_mapping"]])

    def vocabulary(self) -> dict[str, int]:
        return dict(self._tokenizer.get_vocab())

    def hidden_states(self, ids: Tensor, layers: Any) -> tuple[Tensor, list[Tensor]]:
        """Final hidden states [B, T, d] after the last norm, and those after each of `layers` (1-based)."""
        out = self._trunk(input_ids=ids, use_cache=False, output_hidden_states=bool(layers))
        return out.last_hidden_state, [out.hidden_states[layer] for layer in layers]


def load(name: str, cache_dir: Path, device: str = "auto", dtype: str = "auto") -> LanguageModel:
    """Load `name`: "embedded", a folder (safetensors, or one .gguf), or a hub id. Raises ModelError."""
    found = open_model(AutoModelForCausalLM, name, cache_dir, device, dtype, attn_implementation="sdpa")
    _refuse_unusual_head(name, found.model)
    return LanguageModel(found.model, found.tokenizer, found.identity)


def load_observer(name: str, cache_dir: Path, beside: LanguageModel) -> LanguageModel:
    """A second model that reads the same tokens on the same device. The methods of a pair compare what both expect
    of each token, which means nothing where a number stands for one piece of text here and another there."""
    observer = load(name, cache_dir, beside.identity.device, beside.identity.dtype)
    if observer.vocabulary() != beside.vocabulary():
        raise ModelError(
            "tokenizer_mismatch",
            f"{observer.identity.name} and {beside.identity.name} cut texts into different tokens.",
            "Set CAVEAT_OBSERVER to a model of the same family, as the base model of an instruct model.",
        )
    return observer


def _refuse_unusual_head(name: str, model: Any) -> None:
    """Some families bend, shift or scale their logits after the head, which is worked through here without that."""
    reshaped = any(
        getattr(model.config, key, None) for key in ("final_logit_softcapping", "logits_scaling", "logit_scale")
    )
    if reshaped or getattr(model.get_output_embeddings(), "bias", None) is not None:
        raise ModelError(
            "model_not_supported",
            f"The model {name} reshapes its logits, which Caveat does not.",
            "Use a model of the Llama, Qwen or GPT families.",
        )
