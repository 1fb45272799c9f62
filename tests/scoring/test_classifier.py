"""Any sequence classifier: whose label is declared, whose weights are whole, and whose answer is its log-odds."""

import json
import math
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from tests.platforms.essays import GENERIC, PLACE
from tests.scoring.tiny import make_tiny
from tests.scoring.tiny_classifier import BEGIN, END, make_classifier, make_decoder_classifier
from workers.scoring.classifier import Classifier, load_classifier
from workers.scoring.language_model import ModelError

SHORT = "The mill closed the winter I turned nine."
WINDOW = 64  # of the tiny classifier's 66 positions RoBERTa leaves two free


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_classifier(tmp_path_factory.mktemp("classifier"))


@pytest.fixture(scope="module")
def classifier(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    return load_classifier(str(folder), "0", tmp_path_factory.mktemp("cache"), "cpu", "float32")


def code_of(folder: Path, label: str | None = "0") -> str:
    with pytest.raises(ModelError) as error:
        load_classifier(str(folder), label, folder, "cpu", "float32")
    assert error.value.sentence
    assert error.value.next_step
    return error.value.code


def probability(folder: Path, ids: list[int], label: int) -> float:
    """What transformers itself gives."""
    model = AutoModelForSequenceClassification.from_pretrained(folder)
    with torch.inference_mode():
        return float(model(input_ids=torch.tensor([ids])).logits.double().softmax(dim=1)[0, label])


def test_a_short_text_gets_the_log_odds_of_the_declared_label(folder: Path, classifier: Classifier) -> None:
    fake = probability(folder, AutoTokenizer.from_pretrained(folder)(SHORT)["input_ids"], 0)
    assert abs(fake - 0.5) > 0.01
    assert classifier.log_odds([SHORT]) == pytest.approx([math.log(fake / (1 - fake))], abs=1e-5)


@pytest.mark.parametrize(("label", "index"), [("0", 0), ("1", 1), ("Fake", 0), (" real ", 1)])
def test_a_label_is_declared_by_number_or_name(folder: Path, tmp_path: Path, label: str, index: int) -> None:
    assert load_classifier(str(folder), label, tmp_path, "cpu", "float32").label == index


def test_the_other_label_says_the_contrary_and_has_another_key(
    folder: Path, classifier: Classifier, tmp_path: Path
) -> None:
    other = load_classifier(str(folder), "Real", tmp_path, "cpu", "float32")
    assert other.log_odds([PLACE]) == pytest.approx([-value for value in classifier.log_odds([PLACE])])
    assert other.key != classifier.key
    assert other.identity.sha256 == classifier.identity.sha256


def test_log_odds_among_three_labels_are_those_against_all_others(tmp_path: Path) -> None:
    folder = make_classifier(tmp_path, {0: "human", 1: "polished", 2: "machine"})
    share = probability(folder, AutoTokenizer.from_pretrained(folder)(SHORT)["input_ids"], 1)
    found = load_classifier(str(folder), "polished", tmp_path, "cpu", "float32").log_odds([SHORT])
    assert found == pytest.approx([math.log(share / (1 - share))], abs=1e-5)


def test_a_single_output_is_a_logit_of_its_own(tmp_path: Path) -> None:
    folder = make_classifier(tmp_path, {0: "LABEL_0"})
    model = AutoModelForSequenceClassification.from_pretrained(folder)
    with torch.inference_mode():
        ids = torch.tensor([AutoTokenizer.from_pretrained(folder)(SHORT)["input_ids"]])
        expected = float(model(input_ids=ids).logits)
    assert load_classifier(str(folder), "0", tmp_path, "cpu", "float32").log_odds([SHORT]) == pytest.approx([expected])


def test_a_long_text_is_the_mean_of_its_windows_weighted_by_tokens(folder: Path, classifier: Classifier) -> None:
    ids = AutoTokenizer.from_pretrained(folder)(PLACE, add_special_tokens=False)["input_ids"]
    windows = [ids[at : at + WINDOW - 2] for at in range(0, len(ids), WINDOW - 2)]
    assert len(windows) > 3
    assert len(windows[-1]) < WINDOW - 2
    shares = [probability(folder, [BEGIN, *window, END], 0) for window in windows]
    expected = sum(len(w) * math.log(p / (1 - p)) for w, p in zip(windows, shares, strict=True)) / len(ids)
    assert classifier.log_odds([PLACE]) == pytest.approx([expected], abs=1e-4)


@pytest.mark.parametrize("kind", [make_classifier, make_decoder_classifier])
def test_company_and_order_do_not_change_an_answer(kind: object, tmp_path: Path) -> None:
    made = load_classifier(str(kind(tmp_path)), "0", tmp_path, "cpu", "float32")  # type: ignore[operator]
    texts = [PLACE, SHORT, GENERIC, PLACE[:700], SHORT + SHORT]
    alone = [made.log_odds([text])[0] for text in texts]
    assert len({round(value, 3) for value in alone}) == len(texts)
    assert made.log_odds(texts) == pytest.approx(alone, abs=1e-4)
    assert made.log_odds(texts[::-1]) == pytest.approx(alone[::-1], abs=1e-4)


@pytest.mark.parametrize("kind", [make_classifier, make_decoder_classifier])
def test_a_text_without_tokens_has_no_number(kind: object, tmp_path: Path) -> None:
    made = load_classifier(str(kind(tmp_path)), "0", tmp_path, "cpu", "float32")  # type: ignore[operator]
    assert [math.isnan(value) for value in made.log_odds(["", SHORT])] == [True, False]


@pytest.mark.parametrize("label", [None, ""])
@pytest.mark.parametrize("labels", [{0: "LABEL_0"}, {0: "Fake", 1: "Real"}])
def test_a_label_that_nobody_declared_is_not_guessed(tmp_path: Path, labels: dict[int, str], label: str | None) -> None:
    assert code_of(make_classifier(tmp_path, labels), label) == "label_undeclared"


@pytest.mark.parametrize("label", ["2", "-1", "AI", "1.0"])
def test_an_unknown_label_is_refused_and_the_known_ones_are_named(folder: Path, label: str) -> None:
    assert code_of(folder, label) == "label_unknown"
    with pytest.raises(ModelError, match=r"0 \(Fake\), 1 \(Real\)"):
        load_classifier(str(folder), label, folder, "cpu", "float32")


def test_a_language_model_is_not_taken_for_a_classifier(tmp_path: Path) -> None:
    assert code_of(make_tiny(tmp_path)) == "weights_incomplete"


def test_a_folder_without_weights_is_named_as_such(tmp_path: Path) -> None:
    made = make_classifier(tmp_path)
    (made / "model.safetensors").unlink()
    assert code_of(made) == "weights_missing"


@pytest.mark.parametrize("kept", [0.001, 0.5])
def test_weights_that_break_off_are_named_as_such(tmp_path: Path, kept: float) -> None:
    made = make_classifier(tmp_path)
    whole = (made / "model.safetensors").read_bytes()
    (made / "model.safetensors").write_bytes(whole[: int(kept * len(whole))])
    assert code_of(made) == "model_corrupt"


def test_weights_of_another_number_of_labels_are_named_as_such(tmp_path: Path) -> None:
    made = make_classifier(tmp_path)
    config = json.loads((made / "config.json").read_text())
    names = {"id2label": {"0": "a", "1": "b", "2": "c"}, "label2id": {"a": 0, "b": 1, "c": 2}}
    (made / "config.json").write_text(json.dumps(config | names))
    assert code_of(made) == "model_corrupt"


def test_a_classifier_without_finite_numbers_is_refused(tmp_path: Path) -> None:
    made = make_classifier(tmp_path)
    weights = load_file(made / "model.safetensors")
    weights["classifier.out_proj.bias"][1] = float("nan")
    save_file(weights, made / "model.safetensors", {"format": "pt"})
    assert code_of(made) == "model_not_finite"
