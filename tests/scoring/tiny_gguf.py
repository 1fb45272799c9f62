"""The tiny model once more, as a GGUF file: the names and the order of rows are llama.cpp's."""

import json
from pathlib import Path

import numpy as np
from gguf import GGUFWriter
from transformers import LlamaForCausalLM

_NAMES = {
    "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm", "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
}  # fmt: skip
_OUTER = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}


def write_gguf(plain: Path, file: Path) -> None:
    model = LlamaForCausalLM.from_pretrained(plain)
    writer = GGUFWriter(file, "llama")
    _settings(writer, model.config)
    _tokenizer(writer, json.loads((plain / "tokenizer.json").read_text())["model"])
    for name, weight in model.state_dict().items():
        writer.add_tensor(_name(name), _rows(name, weight.float().numpy(), model.config))
    for step in (writer.write_header_to_file, writer.write_kv_data_to_file, writer.write_tensors_to_file, writer.close):
        step()


def _settings(writer: GGUFWriter, config: object) -> None:
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_dimension_count(config.hidden_size // config.num_attention_heads)
    writer.add_rope_freq_base(10000.0)
    writer.add_vocab_size(config.vocab_size)


def _tokenizer(writer: GGUFWriter, tokenizer: dict[str, object]) -> None:
    vocabulary = sorted(tokenizer["vocab"], key=tokenizer["vocab"].get)
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(vocabulary)
    writer.add_token_types([1] * len(vocabulary))
    writer.add_token_merges([" ".join(pair) for pair in tokenizer["merges"]])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(0)


def _name(name: str) -> str:
    stem, end = name.rsplit(".", 1)
    if stem in _OUTER:
        return f"{_OUTER[stem]}.{end}"
    _, _, layer, inner = stem.split(".", 3)
    return f"blk.{layer}.{_NAMES[inner]}.{end}"


def _rows(name: str, weight: "np.ndarray", config: object) -> "np.ndarray":
    """llama.cpp turns pairs of dimensions that lie side by side, transformers those half a head apart."""
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}.get(name.split(".")[-2])
    if heads is None:
        return weight
    halves = weight.reshape(heads, 2, weight.shape[0] // heads // 2, weight.shape[1])
    return np.ascontiguousarray(halves.swapaxes(1, 2).reshape(weight.shape))
