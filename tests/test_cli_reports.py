"""`caveat verify` and `caveat admin report-keys`."""

import json
from pathlib import Path

import pytest

from plugin.cli import main
from plugin.config import from_environment
from plugin.services import report_keys
from plugin.services.report_keys import Signer
from plugin.store.session import Database
from tests.cli_environment import set_environment
from tests.services.signed import signed_json, signed_pdf


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_environment(monkeypatch, tmp_path)
    main(["migrate"])


@pytest.fixture
def signer() -> Signer:
    settings = from_environment()
    with Database(settings.database_url).session() as session:
        return report_keys.signer(session, settings.secret_key)


def published(capsys: pytest.CaptureFixture[str], folder: Path) -> Path:
    capsys.readouterr()
    main(["admin", "report-keys"])
    file = folder / "keys.json"
    file.write_text(capsys.readouterr().out)
    return file


def test_a_report_is_checked_by_published_keys_without_any_setting(
    signer: Signer, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = published(capsys, tmp_path)
    for name in ("CAVEAT_DATA_DIR", "CAVEAT_SECRET_KEY", "CAVEAT_BASE_URL"):
        monkeypatch.delenv(name)
    for name, raw in (("report.json", signed_json(signer)), ("report.pdf", signed_pdf(signer))):
        (tmp_path / name).write_bytes(raw)
        assert main(["verify", str(tmp_path / name), "--keys", str(keys)]) == 0
        said = capsys.readouterr().out
        assert "nothing was changed since it was signed" in said
        assert signer.kid in said


def test_a_changed_report_is_told_and_its_claims_are_told_as_claims(
    signer: Signer, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(signed_json(signer).replace(b'"rank":39', b'"rank":9'))
    assert main(["verify", str(file)]) == 1
    said = capsys.readouterr().out
    assert "report.json: changed." in said
    assert "It says that it was signed by" in said


def test_without_the_right_key_nothing_is_said_about_the_file(
    signer: Signer, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}))
    file = tmp_path / "report.json"
    file.write_bytes(signed_json(signer))
    assert main(["verify", str(file), "--keys", str(other)]) == 3
    assert "nothing can be said" in capsys.readouterr().out


def test_a_file_of_another_kind_is_told_so(signer: Signer, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear all")
    assert main(["verify", str(file)]) == 1
    assert "no report of Caveat" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "nowhere.json")]) == 2
    assert main(["verify", str(file), "--keys", str(file)]) == 2


def test_keys_are_rotated_and_the_old_ones_stay_published(signer: Signer, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["admin", "report-keys", "rotate"]) == 0
    rows = json.loads(capsys.readouterr().out)["keys"]
    assert [row["kid"] == signer.kid for row in rows] == [True, False]
    assert ["retired" in row for row in rows] == [True, False]
    assert all("d" not in row for row in rows)


def test_what_a_file_says_of_itself_does_not_pass_for_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], signer: Signer
) -> None:
    told = json.loads(signed_json(signer))
    told["signature"]["kid"] = "k)\n\x1b[2Kreport.json: nothing was changed since it was signed (key k" + "." * 500
    file = tmp_path / "report.json"
    file.write_text(json.dumps(told))
    capsys.readouterr()
    assert main(["verify", str(file)]) == 3
    said = capsys.readouterr().out
    assert said.startswith("report.json: nothing can be said.")
    assert "\x1b" not in said
    assert len(said.splitlines()) == 2
    assert len(said) < 600
